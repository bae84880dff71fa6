package dev.evident.cli;

import dev.evident.backup.Backup;
import dev.evident.backup.Backup.Made;
import dev.evident.config.Configuration;
import dev.evident.config.StartException;
import dev.evident.verify.CannotCheckException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code evident backup}: makes a verified backup, beside a running service or without one. */
@Command(
        name = "backup",
        description = "Makes a backup of the record, the checkpoints and the public keys, beside a running service or"
                + " without one, and verifies it. Everything acknowledged before is in it.",
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:the backup is whole, verified and on the disk",
            "1:it was not made; nothing of that name is there",
            "2:the command line was not understood"
        })
final class BackupCommand extends SpokenCommand {
    private static final int FAILED = 1;

    private final Offline offline;

    @Parameters(
            paramLabel = "DIR",
            description = "The directory to make, such as /backup/2026-11-30. Its parent must exist.")
    private @Nullable Path target;

    @Option(
            names = "--keys",
            paramLabel = "DIR",
            description = "Copies the private keys of the log too, to this directory, which should be on another disk"
                    + " than the backup: whoever has both can write another history.")
    private @Nullable Path keys;

    BackupCommand(Offline offline) {
        this.offline = offline;
    }

    @Override
    public Integer call() {
        Path directory = Objects.requireNonNull(target, "it is required");
        ProgressLine progress = ProgressLine.onStandardError();
        try {
            Configuration configuration = configuration();
            Backup backup = new Backup(
                    configuration.data().dir(),
                    configuration.sqliteFile("backup"),
                    configuration.log().origin(),
                    offline.copier(),
                    offline.records());
            Made made = backup.make(directory, Optional.ofNullable(keys), progress::show);
            progress.clear();
            say(directory + ": " + made.head());
            say("  everything that was acknowledged before " + made.time() + ", verified; " + made.bytes() + " bytes");
            say(keys == null ? "  without the private keys" : "  the private keys are in " + keys);
            return 0;
        } catch (StartException | CannotCheckException | IOException failure) {
            progress.clear();
            complain(reason(failure));
            return FAILED;
        }
    }
}
