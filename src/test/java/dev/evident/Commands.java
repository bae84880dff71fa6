package dev.evident;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Commands of the program, run in this JVM with the configuration of a service. */
public final class Commands {
    private Commands() {}

    /** What a command printed. */
    public record Printed(int status, String out, String err) {
        /** Fails unless it ended so. */
        public Printed requireStatus(int expected) {
            assertThat(status).as("%s%s", out, err).isEqualTo(expected);
            return this;
        }
    }

    /** Runs one; {@code serve} does nothing. */
    public static Printed run(Path configuration, String... arguments) {
        PrintStream out = System.out;
        PrintStream err = System.err;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        ByteArrayOutputStream complained = new ByteArrayOutputStream();
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--config", configuration.toString()));
        try {
            System.setOut(new PrintStream(printed, true, UTF_8));
            System.setErr(new PrintStream(complained, true, UTF_8));
            int status = Main.run(all.toArray(String[]::new), file -> {});
            return new Printed(status, printed.toString(UTF_8), complained.toString(UTF_8));
        } finally {
            System.setOut(out);
            System.setErr(err);
        }
    }
}
