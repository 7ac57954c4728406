// Answers what robfig/cron makes of expressions: see tests/oracles/README.md for the protocol.
package main

import (
	"bufio"
	"fmt"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/robfig/cron"
)

// ask answers one question; a panic of the engine is a refusal that says so.
func ask(zone, expression string, start int64, count int) (answer string) {
	defer func() {
		if reason := recover(); reason != nil {
			answer = fmt.Sprintf("error\tpanic: %v", reason)
		}
	}()
	schedule, err := cron.ParseStandard(expression)
	if err != nil {
		return "error\t" + strings.ReplaceAll(err.Error(), "\n", " ")
	}
	location, err := time.LoadLocation(zone)
	if err != nil {
		return "error\tno zone " + zone
	}
	if spec, ok := schedule.(*cron.SpecSchedule); ok && !strings.Contains(expression, "TZ=") {
		spec.Location = location
	}
	var fires []string
	at := time.Unix(start, 0).In(location)
	for i := 0; i < count; i++ {
		at = schedule.Next(at)
		if at.IsZero() {
			break
		}
		fires = append(fires, strconv.FormatInt(at.Unix(), 10))
	}
	return "fires\t" + strings.Join(fires, " ")
}

func main() {
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
		fmt.Fprintln(output, ask(parts[0], parts[3], start, count))
	}
}
