import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Date;
import java.util.TimeZone;
import org.quartz.CronExpression;

/** Answers what Quartz makes of expressions; the protocol stands in ../README.md. */
final class QuartzOracle {
  public static void main(String[] arguments) throws Exception {
    var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    var out = new PrintStream(System.out, false, StandardCharsets.UTF_8);
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      String[] question = line.split("\t", 4);
      out.println(answer(question).replace('\n', ' ').replace('\r', ' '));
    }
    out.flush();
  }

  private static String answer(String[] question) {
    try {
      var expression = new CronExpression(question[3]);
      expression.setTimeZone(TimeZone.getTimeZone(question[0]));
      var fires = new StringBuilder("fires\t");
      Date at = new Date(Long.parseLong(question[1]) * 1000);
      for (int left = Integer.parseInt(question[2]); left > 0; --left) {
        at = expression.getNextValidTimeAfter(at);
        if (at == null) break;
        fires.append(at.getTime() / 1000).append(' ');
      }
      return fires.toString();
    } catch (Exception refused) {
      // A list without values is only found when the first time is asked for: it starts no job.
      return "error\t" + refused;
    }
  }
}
