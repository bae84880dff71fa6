package dev.evident.cli;

import dev.evident.config.Configuration;
import dev.evident.config.StartException;
import dev.evident.log.StoredRecord;
import dev.evident.merkle.MalformedException;
import dev.evident.merkle.VerifierKey;
import dev.evident.verify.BundleCheck;
import dev.evident.verify.CannotCheckException;
import dev.evident.verify.LocalCheck;
import dev.evident.verify.LogKeys;
import dev.evident.verify.ProofCheck;
import dev.evident.verify.RemoteCheck;
import dev.evident.verify.RemoteLog;
import dev.evident.verify.Verdict;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code evident verify}: checks a record, a log, a bundle or a proof, and changes nothing. */
@Command(
        name = "verify",
        description =
                "Checks that nothing of the log was changed: the record on this disk (with the service stopped, or"
                        + " a copy), a log behind a URL, an evidence bundle, or a single proof. Changes nothing.",
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:everything that was checked is intact",
            "1:something is not as the log says; the first bad seq and every finding are listed",
            "2:it could not be checked, or the command line was not understood"
        })
final class VerifyCommand extends SpokenCommand {
    private static final int DAMAGED = 1;
    private static final int CANNOT_CHECK = 2;

    private final Offline offline;

    @Parameters(
            arity = "0..1",
            paramLabel = "PATH",
            description = "A data directory, or a database file alone. Without it: data.dir of the configuration.")
    private @Nullable Path path;

    @Option(
            names = "--url",
            paramLabel = "URL",
            description = "Checks the log that this service shows, instead of a disk.")
    private @Nullable URI url;

    @Option(names = "--token-file", paramLabel = "FILE", description = "The token for --url: the file's first line.")
    private @Nullable Path tokenFile;

    @Option(
            names = "--entries-only",
            description = "With --url: does not read the events, only what the log shows of them.")
    private boolean entriesOnly;

    @Option(names = "--bundle", paramLabel = "ZIP", description = "Checks an evidence bundle.")
    private @Nullable Path bundle;

    @Option(names = "--proof", paramLabel = "FILE", description = "Checks one proof: JSON or .tlog-proof.")
    private @Nullable Path proof;

    @Option(
            names = "--event",
            paramLabel = "FILE",
            description = "With --proof: the event as the service returns it or as it is stored, or its proof in JSON.")
    private @Nullable Path event;

    @Option(
            names = "--key",
            paramLabel = "KEY",
            description =
                    "The log's verifier key, name+id+key, as `evident key` shows it; several for several. Required"
                            + " with --url. On a disk, the log's own keys are used without it.")
    private List<String> keys = new ArrayList<>();

    @Option(
            names = "--against",
            paramLabel = "FILE",
            description =
                    "Something that was kept earlier: a checkpoint, a proof, or the response to a write. The log must"
                            + " still hold it.")
    private @Nullable Path against;

    @Option(names = "--json", description = "The result as one JSON object on the standard output.")
    private boolean json;

    VerifyCommand(Offline offline) {
        this.offline = offline;
    }

    @Mixin
    private TlsOptions tls = new TlsOptions();

    @Override
    public Integer call() {
        ProgressLine progress = ProgressLine.onStandardError();
        try {
            Verdict verdict = check(progress);
            progress.clear();
            new VerdictText(verdict, what()).print(out(), json);
            return verdict.intact() ? 0 : DAMAGED;
        } catch (CannotCheckException | StartException | MalformedException refused) {
            progress.clear();
            complain("cannot check: " + refused.getMessage());
            return CANNOT_CHECK;
        } catch (IOException failure) {
            progress.clear();
            complain("cannot check: " + failure);
            return CANNOT_CHECK;
        } catch (RuntimeException defect) {
            progress.clear();
            complain("cannot check because of a defect: " + defect);
            return CANNOT_CHECK;
        }
    }

    private Verdict check(ProgressLine progress) throws IOException {
        List<VerifierKey> given = keys.stream().map(VerifierKey::parse).toList();
        long modes =
                Stream.of(path, url, bundle, proof).filter(Objects::nonNull).count();
        if (modes > 1) {
            throw new CannotCheckException("give one of PATH, --url, --bundle and --proof.");
        }
        if (url != null) {
            return remote(url, given, progress);
        }
        if (bundle != null) {
            try (InputStream zip = Files.newInputStream(bundle)) {
                return new BundleCheck(given).run(zip, done -> {}).verdict();
            }
        }
        return proof != null ? new ProofCheck().run(proof, given, event) : local(given, progress);
    }

    private Verdict remote(URI service, List<VerifierKey> given, ProgressLine progress) throws IOException {
        if (given.isEmpty()) {
            throw new CannotCheckException("--url needs --key: ask the log's operator for it on another way.");
        }
        String token = tokenFile == null ? null : Tokens.read(tokenFile);
        RemoteLog log = new RemoteLog(service, token, tls.context());
        return new RemoteCheck(log, given, against, token != null && !entriesOnly).run(progress::show);
    }

    private Verdict local(List<VerifierKey> given, ProgressLine progress) throws IOException {
        Path database;
        @Nullable Path data;
        if (path == null) {
            Configuration configuration = configuration();
            database = configuration.sqliteFile("verify");
            data = configuration.data().dir();
        } else if (Files.isDirectory(path)) {
            database = path.resolve("events.db");
            data = path;
        } else {
            database = path;
            data = null;
        }
        return RecordLocks.hold(data, database, locks -> {
            try (StoredRecord record = offline.record(database)) {
                List<VerifierKey> trusted = given.isEmpty() && data != null ? LogKeys.of(data) : given;
                return new LocalCheck(record, data, trusted, against).run(progress::show);
            }
        });
    }

    private String what() {
        return String.valueOf(
                url != null
                        ? url
                        : bundle != null ? bundle : proof != null ? proof : path != null ? path : "the record");
    }
}
