# plumbline_library(NAME SOURCES a.cpp … USES libs… PRIVATE_USES libs…)
# One static library a folder. USES is what the folder's headers need, PRIVATE_USES what only its
# .cpp files need.
function(plumbline_library name)
  cmake_parse_arguments(ARG "" "" "SOURCES;USES;PRIVATE_USES" ${ARGN})
  add_library(plumbline_${name} STATIC ${ARG_SOURCES})
  add_library(plumbline::${name} ALIAS plumbline_${name})
  target_link_libraries(plumbline_${name} PUBLIC plumbline_options ${ARG_USES} PRIVATE ${ARG_PRIVATE_USES})
endfunction()

# plumbline_test(NAME SOURCES a_test.cpp … USES libs… [LABEL layer])
# One Catch2 program a folder; each TEST_CASE is a test of ctest.
function(plumbline_test name)
  cmake_parse_arguments(ARG "" "LABEL" "SOURCES;USES" ${ARGN})
  if(NOT ARG_LABEL)
    set(ARG_LABEL ${name})
  endif()
  add_executable(test_${name} ${ARG_SOURCES})
  target_link_libraries(test_${name} PRIVATE plumbline_options plumbline_test_support ${ARG_USES})
  target_compile_definitions(test_${name} PRIVATE
    PLUMBLINE_SOURCE_DIR="${PROJECT_SOURCE_DIR}" PLUMBLINE_BINARY_DIR="${PROJECT_BINARY_DIR}")
  catch_discover_tests(test_${name} TEST_PREFIX "${name}: "
    PROPERTIES LABELS "${ARG_LABEL}" TIMEOUT 300)
endfunction()
