package dev.evident.cli;

import dev.evident.config.Configuration;
import dev.evident.config.StartException;
import dev.evident.merkle.VerifierKey;
import dev.evident.publish.KeyFile;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** {@code evident key} and {@code evident key rotate}: the keys that sign the log. Works on the key file alone. */
@Command(
        name = "key",
        description = "Prints the verifier keys of the log, the current one first.",
        mixinStandardHelpOptions = true)
final class KeyCommand implements Runnable {
    @Spec
    private @Nullable CommandSpec spec;

    @Option(
            names = "--witness",
            scope = ScopeType.INHERIT,
            description = "The keys that cosign checkpoints of other logs, instead.")
    private boolean witness;

    @Override
    public void run() {
        List<VerifierKey> keys = with(KeyFile::list);
        if (keys.isEmpty()) {
            throw new StartException("there is no key yet: it is made at the first start, or by: evident key rotate"
                    + (witness ? " --witness" : ""));
        }
        print(keys);
    }

    @Command(
            name = "rotate",
            description = {
                "Makes a new key and retires the current one, which signs beside it for 30 days.",
                "A running service takes it up at its next start."
            },
            mixinStandardHelpOptions = true)
    void rotate(
            @Option(
                            names = "--drop",
                            description =
                                    "Deletes the secret of the current key, which signs no more: for when somebody"
                                            + " else may have it.")
                    boolean drop) {
        print(with((file, name) -> file.rotate(name, drop)));
    }

    private void print(List<VerifierKey> keys) {
        CommandSpec here = spec;
        if (here != null) {
            PrintWriter out = here.commandLine().getOut();
            keys.forEach(out::println);
            out.flush();
        }
    }

    private List<VerifierKey> with(BiFunction<KeyFile, String, List<VerifierKey>> use) {
        Configuration configuration = Configurations.load(Objects.requireNonNull(spec, "picocli sets it"));
        Path data = configuration.data().dir();
        return witness
                ? use.apply(KeyFile.ofWitness(data), configuration.witnessName())
                : use.apply(KeyFile.ofLog(data), configuration.log().origin());
    }
}
