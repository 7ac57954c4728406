import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Random;

/** Answers "JOB <tab> BOUND BOUND ..." with the numbers that Java draws for that job. */
public final class JobHash {
  public static void main(String[] arguments) throws Exception {
    var input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    var output = new StringBuilder();
    for (String line; (line = input.readLine()) != null; ) {
      int tab = line.indexOf('\t');
      byte[] digest =
          MessageDigest.getInstance("MD5")
              .digest(line.substring(0, tab).getBytes(StandardCharsets.UTF_8));
      long seed = 0;
      for (int i = 0; i < 8; i++) {
        seed = (seed << 8) | ((digest[i] ^ digest[i + 8]) & 0xff);
      }
      var random = new Random(seed);
      for (String bound : line.substring(tab + 1).split(" ")) {
        output.append(random.nextInt(Integer.parseInt(bound))).append(' ');
      }
      output.append('\n');
    }
    System.out.print(output);
  }
}
