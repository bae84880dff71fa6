package dev.evident.cli;

import dev.evident.config.Configuration;
import dev.evident.config.StartException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/**
 * What commands have in common that run to an end and say how it went: the configuration of the program they belong to,
 * results on the standard output, and refusals in one line on the standard error that begins with the command's name.
 */
abstract class SpokenCommand implements Callable<Integer> {
    @Spec
    private @Nullable CommandSpec spec;

    /** As the service would read it. Blocks. */
    final Configuration configuration() {
        return Configurations.load(spec());
    }

    /** The file that it would read. */
    final Path configurationFile() {
        return Configurations.file(spec())
                .orElseThrow(() -> new StartException("there is no configuration file; name one by --config"));
    }

    final PrintWriter out() {
        return spec().commandLine().getOut();
    }

    final void say(String line) {
        out().println(line);
        out().flush();
    }

    final void complain(String line) {
        PrintWriter err = spec().commandLine().getErr();
        err.println(spec().qualifiedName() + ": " + line);
        err.flush();
    }

    /** What a person is told of a failure: of one of the operating system its kind too. */
    static String reason(Exception failure) {
        return failure instanceof IOException ? failure.toString() : String.valueOf(failure.getMessage());
    }

    /** An option that was not given is an empty text. */
    static String text(@Nullable String option) {
        return option == null ? "" : option;
    }

    private CommandSpec spec() {
        return Objects.requireNonNull(spec, "picocli sets it");
    }
}
