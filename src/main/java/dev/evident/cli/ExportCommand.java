package dev.evident.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.evident.config.StartException;
import dev.evident.log.DirectoryLock;
import dev.evident.merkle.MalformedException;
import dev.evident.merkle.VerifierKey;
import dev.evident.verify.BundleCheck;
import dev.evident.verify.BundleCheck.Checked;
import dev.evident.verify.CannotCheckException;
import dev.evident.verify.RemoteLog;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code evident export}: fetches an evidence bundle from a service and checks it before it gets its name. */
@Command(
        name = "export",
        description =
                "Fetches the events that match from a running service, with a proof of each, into one zip file, and"
                        + " checks what came.",
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:the bundle is complete and every proof in it holds",
            "1:it is not; the file keeps the name OUT.part",
            "2:it could not be fetched, or the command line was not understood"
        })
final class ExportCommand extends SpokenCommand {
    private static final int DAMAGED = 1;
    private static final int FAILED = 2;

    @Option(
            names = "--url",
            required = true,
            paramLabel = "URL",
            description = "The service, such as http://127.0.0.1:8000.")
    private @Nullable URI url;

    @Option(
            names = "--token-file",
            required = true,
            paramLabel = "FILE",
            description = "A token with the scope read: the file's first line.")
    private @Nullable Path tokenFile;

    @Option(
            names = "--filter",
            paramLabel = "NAME=VALUE",
            description = "A filter as in GET /events, not URL-encoded, such as user_id=alice or from=-30d; several all"
                    + " hold, and of the same field with the same operator one.")
    private List<String> filters = new ArrayList<>();

    @Option(
            names = "--proofs",
            required = true,
            paramLabel = "OUT",
            description = "The zip file to make; it must not exist.")
    private @Nullable Path out;

    @Option(names = "--key", paramLabel = "KEY", description = "The log's verifier key, to check the signature too.")
    private List<String> keys = new ArrayList<>();

    @Mixin
    private TlsOptions tls = new TlsOptions();

    @Override
    public Integer call() {
        ProgressLine progress = ProgressLine.onStandardError();
        try {
            Path file = Objects.requireNonNull(out, "it is required");
            if (Files.exists(file)) {
                throw new StartException(file + " exists already");
            }
            Path part = file.resolveSibling(file.getFileName() + ".part");
            List<VerifierKey> trusted = keys.stream().map(VerifierKey::parse).toList();
            fetch(part);
            Checked checked;
            try (InputStream zip = Files.newInputStream(part)) {
                checked = new BundleCheck(trusted).run(zip, done -> {});
            }
            progress.clear();
            new VerdictText(checked.verdict(), file.toString()).print(out(), false);
            if (!checked.verdict().intact()) {
                return DAMAGED;
            }
            Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
            return 0;
        } catch (StartException | CannotCheckException | MalformedException | IOException failure) {
            complain(reason(failure));
            return FAILED;
        }
    }

    /** What is in events concerns nobody else: the file is for its owner alone. */
    private void fetch(Path part) throws IOException {
        String token = Tokens.read(Objects.requireNonNull(tokenFile, "it is required"));
        RemoteLog log = new RemoteLog(Objects.requireNonNull(url, "it is required"), token, tls.context());
        String query = filters.stream().map(ExportCommand::encoded).collect(Collectors.joining("&"));
        try (InputStream bundle = log.bundle(query, this::warn)
                .orElseThrow(() -> new CannotCheckException("the token may not read events"))) {
            write(bundle, part); // only now, so that a refusal leaves no file behind
        }
    }

    /** A misspelt filter finds nothing, or leaves out nobody, and the bundle is whole all the same. */
    private void warn(String unknownFields) {
        complain("no event has a field of this name; is it misspelt? " + unknownFields);
    }

    private static void write(InputStream bundle, Path part) throws IOException {
        Files.deleteIfExists(part);
        DirectoryLock.createOwnerOnly(part);
        try (OutputStream file = Files.newOutputStream(part, StandardOpenOption.WRITE)) {
            bundle.transferTo(file);
        } catch (IOException cut) {
            if (Files.size(part) == 0) {
                Files.delete(part);
                throw new CannotCheckException("the bundle was cut off: " + cut.getMessage());
            }
            // what came is checked all the same: its end may say why
        }
    }

    /** The operator before the equals sign belongs to the name, as the service reads it. */
    private static String encoded(String filter) {
        int equals = filter.indexOf('=');
        return equals < 0
                ? encode(filter)
                : encode(filter.substring(0, equals)) + '=' + encode(filter.substring(equals + 1));
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, UTF_8).replace("+", "%20");
    }
}
