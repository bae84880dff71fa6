package dev.evident.cli;

import dev.evident.backup.Confirmation;
import dev.evident.backup.Contents;
import dev.evident.backup.Restore;
import dev.evident.config.Configuration;
import dev.evident.config.StartException;
import dev.evident.recover.NewOrigin;
import dev.evident.verify.CannotCheckException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code evident restore}: puts a backup into the empty data directory of the configuration. */
@Command(
        name = "restore",
        description =
                "Verifies a backup and puts it into the data directory, which must be empty. The log goes on under its"
                        + " own name when a witness confirms, or you state, that nothing newer was signed; else under a"
                        + " new one, with all events.",
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:restored; start the service",
            "1:refused, nothing was changed",
            "2:the command line was not understood"
        })
final class RestoreCommand extends SpokenCommand {
    private static final int REFUSED = 1;

    private final Offline offline;

    @Parameters(paramLabel = "BACKUP", description = "The directory that evident backup made.")
    private @Nullable Path backup;

    @Option(
            names = "--keys",
            paramLabel = "PATH",
            description =
                    "The private keys: the file log.keys, or the directory it was copied to. Needed to go on under"
                            + " the old name.")
    private @Nullable Path keys;

    @Option(
            names = "--nothing-newer-signed",
            description = "You state that no checkpoint newer than the backup's was signed, for when no witness can"
                    + " confirm it. Needs --reason; both stay in the log for ever.")
    private boolean nothingNewer;

    @Option(
            names = "--new-origin",
            paramLabel = "NAME",
            description = "Goes on under this name instead; set log.origin to it. Needs --reason.")
    private @Nullable String newOrigin;

    @Option(names = "--reason", paramLabel = "TEXT", description = "Why; it is written into the log.")
    private @Nullable String reason;

    RestoreCommand(Offline offline) {
        this.offline = offline;
    }

    @Override
    public Integer call() {
        ProgressLine progress = ProgressLine.onStandardError();
        try {
            restore(configuration(), progress);
            return 0;
        } catch (StartException | CannotCheckException | IOException failure) {
            progress.clear();
            complain(reason(failure));
            return REFUSED;
        }
    }

    private void restore(Configuration configuration, ProgressLine progress) throws IOException {
        requireOptions();
        Path from = Objects.requireNonNull(backup, "it is required");
        Restore restore = new Restore(
                from,
                configuration.data().dir(),
                configuration.sqliteFile("restore"),
                offline.records(),
                offline.writer());
        Contents contents = restore.verify(progress::show);
        progress.clear();
        say(from + ": " + contents.origin() + ", " + contents.head() + ", of " + contents.time() + ", intact");
        String configured = configuration.log().origin();
        if (newOrigin != null) {
            restore.underAnotherName(contents, new NewOrigin(newOrigin, text(reason)), progress::show);
            progress.clear();
            say("Restored. The events go on as " + newOrigin + "."
                    + (configured.equals(newOrigin) ? "" : " Set log.origin to it before you start the service."));
            return;
        }
        if (!configured.equals(contents.origin())) {
            throw new StartException("log.origin is " + configured + ", but this is a backup of " + contents.origin()
                    + ": set log.origin to that, or give --new-origin " + configured + " --reason TEXT");
        }
        if (keys == null) {
            throw new StartException("to go on as " + contents.origin() + " its private keys are needed: --keys PATH."
                    + " Without them, go on under another name: --new-origin NAME --reason TEXT");
        }
        Confirmation confirmation = Confirmation.find(
                from,
                contents,
                configuration.log().witnesses(),
                nothingNewer ? Optional.of(text(reason)) : Optional.empty(),
                this::say);
        restore.underItsOwnName(contents, confirmation, keys, progress::show);
        progress.clear();
        say("Restored. The log goes on as " + contents.origin() + ". Make sure that no other service does.");
    }

    private void requireOptions() {
        if (newOrigin != null && (nothingNewer || keys != null)) {
            throw new StartException(
                    "--new-origin goes with neither --keys nor --nothing-newer-signed: a new name has a" + " new key");
        }
        if ((newOrigin != null || nothingNewer) && text(reason).isBlank()) {
            throw new StartException("--reason is required: it is written into the log");
        }
    }
}
