// Answers what Temporal's scheduler makes of schedule specs: see tests/oracles/README.md for the
// protocol. A text that begins with { is a whole spec as JSON, any other one is a cron string.
package main

import (
	"bufio"
	"fmt"
	"os"
	"strconv"
	"strings"
	"time"

	schedulepb "go.temporal.io/api/schedule/v1"
	"go.temporal.io/server/service/worker/scheduler"
	"google.golang.org/protobuf/encoding/protojson"
)

func refusal(err error) string {
	return "error\t" + strings.ReplaceAll(err.Error(), "\n", " ")
}

// ask answers one question; a panic of the engine is a refusal that says so.
func ask(builder *scheduler.SpecBuilder, zone, text string, start int64, count int) (answer string) {
	defer func() {
		if reason := recover(); reason != nil {
			answer = fmt.Sprintf("error\tpanic: %v", reason)
		}
	}()
	spec := &schedulepb.ScheduleSpec{}
	if strings.HasPrefix(text, "{") {
		if err := protojson.Unmarshal([]byte(text), spec); err != nil {
			return refusal(err)
		}
	} else {
		spec.CronString = []string{text}
		// A zone in the text and one beside it would be a conflict; an empty one is none.
		if !strings.Contains(text, "TZ=") || strings.Contains(text, "TZ= ") {
			spec.TimezoneName = zone
		}
	}
	compiled, err := builder.NewCompiledSpec(spec)
	if err != nil {
		return refusal(err)
	}
	var fires []string
	at := time.Unix(start, 0).UTC()
	for i := 0; i < count; i++ {
		next, err := compiled.GetNextTime("", at)
		if err != nil { // as good as never
			break
		}
		if next.Nominal.IsZero() || next.Next.IsZero() {
			break
		}
		at = next.Nominal
		fires = append(fires, strconv.FormatInt(at.Unix(), 10))
	}
	return "fires\t" + strings.Join(fires, " ")
}

func main() {
	// Without a limit a spec that excludes all it includes costs the engine minutes.
	limit := func() int { return 100000 }
	builder := scheduler.NewSpecBuilder(limit, limit)
	input := bufio.NewReaderSize(os.Stdin, 1<<20)
	output := bufio.NewWriter(os.Stdout)
	defer output.Flush()
	for {
		line, err := input.ReadString('\n')
		if err != nil {
			return
		}
		parts := strings.SplitN(strings.TrimSuffix(line, "\n"), "\t", 4)
		start, _ := strconv.ParseInt(parts[1], 10, 64)
		count, _ := strconv.Atoi(parts[2])
		fmt.Fprintln(output, ask(builder, parts[0], parts[3], start, count))
	}
}
