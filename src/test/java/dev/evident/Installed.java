package dev.evident;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;

/** Programs of the machine that a test runs. */
public final class Installed {
    private Installed() {}

    /** Skips the test where a program is missing. */
    public static void assume(String program) throws InterruptedException {
        assumeTrue(is(program), program + " is not installed");
    }

    private static boolean is(String program) throws InterruptedException {
        try {
            return new ProcessBuilder(program, "--version")
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException missing) {
            return false;
        }
    }
}
