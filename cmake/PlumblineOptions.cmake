# Compiler options of every target of ours, as the interface target `plumbline_options`.
option(PLUMBLINE_TESTS "Build the tests" ON)
option(PLUMBLINE_BENCH "Build the benchmarks" OFF)
option(PLUMBLINE_FUZZERS "Build the libFuzzer targets (clang only)" OFF)
option(PLUMBLINE_WERROR "Treat warnings as errors" OFF)
option(PLUMBLINE_FAILPOINTS "Compile the named crash points in (test builds only)" OFF)
set(PLUMBLINE_SANITIZE "" CACHE STRING "Sanitizers, comma separated, e.g. address,undefined")
option(PLUMBLINE_COVERAGE "Instrument for gcov" OFF)

set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
if(NOT CMAKE_BUILD_TYPE)
  set(CMAKE_BUILD_TYPE Release)
endif()

find_program(PLUMBLINE_CCACHE ccache)
if(PLUMBLINE_CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  set(CMAKE_CXX_COMPILER_LAUNCHER "${PLUMBLINE_CCACHE}")
endif()
find_program(PLUMBLINE_MOLD mold)
if(PLUMBLINE_MOLD)
  add_link_options(-fuse-ld=mold)
endif()

add_library(plumbline_options INTERFACE)
target_include_directories(plumbline_options INTERFACE "${PROJECT_SOURCE_DIR}")
target_compile_features(plumbline_options INTERFACE cxx_std_20)
target_compile_options(plumbline_options INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion -Wold-style-cast
  -Wnon-virtual-dtor -Woverloaded-virtual -Wnull-dereference -Wswitch-enum
  $<$<CXX_COMPILER_ID:GNU>:-Wsuggest-override -Wduplicated-cond -Wlogical-op>
  $<$<BOOL:${PLUMBLINE_WERROR}>:-Werror>
  -fstack-protector-strong -ffile-prefix-map=${PROJECT_SOURCE_DIR}=.)
if(NOT PLUMBLINE_SANITIZE)
  target_compile_options(plumbline_options INTERFACE
    $<$<CONFIG:Release>:-U_FORTIFY_SOURCE;-D_FORTIFY_SOURCE=2>)
endif()
target_compile_definitions(plumbline_options INTERFACE _GLIBCXX_ASSERTIONS
  $<$<BOOL:${PLUMBLINE_FAILPOINTS}>:PLUMBLINE_FAILPOINTS>)
target_link_options(plumbline_options INTERFACE -pie -Wl,-z,relro,-z,now)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)

if(PLUMBLINE_SANITIZE)
  # Everything of ours, tests too, is built with the same sanitizers.
  add_compile_options(-fsanitize=${PLUMBLINE_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer)
  add_link_options(-fsanitize=${PLUMBLINE_SANITIZE})
endif()
if(PLUMBLINE_COVERAGE)
  add_compile_options(--coverage -fprofile-update=atomic)
  add_link_options(--coverage)
endif()
