import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import org.springframework.scheduling.support.CronExpression;

/** Answers what Spring makes of expressions; the protocol stands in ../README.md. */
final class SpringOracle {
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
      var expression = CronExpression.parse(question[3]);
      var fires = new StringBuilder("fires\t");
      var start = Instant.ofEpochSecond(Long.parseLong(question[1]));
      ZonedDateTime at = start.atZone(ZoneId.of(question[0]));
      for (int left = Integer.parseInt(question[2]); left > 0; --left) {
        at = expression.next(at);
        if (at == null) break;
        fires.append(at.toEpochSecond()).append(' ');
      }
      return fires.toString();
    } catch (Exception refused) {
      return "error\t" + refused;
    }
  }
}
