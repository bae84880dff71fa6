package dev.evident.cli;

import dev.evident.config.Configuration;
import dev.evident.config.StartException;
import dev.evident.recover.RecordState;
import dev.evident.recover.Recover;
import dev.evident.verify.CannotCheckException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code evident recover}: says why a start refuses the record, and takes one of the ways out. */
@Command(
        name = "recover",
        description = "Says how the record, the head file and the last checkpoint stand to each other; with one of the"
                + " options, takes a way out. Nothing is deleted: what is replaced goes to replaced-<time>/ in the data"
                + " directory. The service must be stopped.",
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:done; or, without an option, nothing seems to be lost",
            "1:without an option: events are lost, or something cannot be read",
            "2:refused, nothing was changed"
        })
final class RecoverCommand implements Callable<Integer> {
    private static final int LOST = 1;
    private static final int REFUSED = 2;

    private final Offline offline;

    @ParentCommand
    private @Nullable EvidentCommand parent;

    @Spec
    private @Nullable CommandSpec spec;

    @ArgGroup(exclusive = true)
    private @Nullable Way way;

    static final class Way {
        @Option(
                names = "--restore",
                required = true,
                paramLabel = "BACKUP",
                description = "Puts this database in the place of the record's, if it is intact and holds all that was"
                        + " acknowledged.")
        private @Nullable Path restore;

        @Option(
                names = "--new-head-file",
                required = true,
                description = "Takes the database as it is, when only the head file is gone. Needs --reason.")
        private boolean newHeadFile;

        @Option(
                names = "--new-log",
                required = true,
                description =
                        "Puts the record aside and opens an empty log, whose first event records the old one's last"
                                + " checkpoint. Needs --origin and --reason.")
        private boolean newLog;
    }

    @Option(names = "--origin", paramLabel = "NAME", description = "The new log's name; set log.origin to it.")
    private @Nullable String origin;

    @Option(names = "--reason", paramLabel = "TEXT", description = "Why; it is written into the log.")
    private @Nullable String reason;

    @Option(names = "--yes", description = "Does not ask.")
    private boolean yes;

    RecoverCommand(Offline offline) {
        this.offline = offline;
    }

    @Override
    public Integer call() throws IOException {
        Configuration configuration = Configurations.load(
                Objects.requireNonNull(parent, "picocli sets it").configFile());
        Path data = configuration.data().dir();
        Path database = configuration.sqliteFile();
        ProgressLine progress = ProgressLine.onStandardError();
        try {
            return RecordLocks.hold(data, database, locks -> {
                Recover recover = new Recover(data, database, offline::record, (in, file, event) -> {
                    locks.release(); // whoever writes takes them
                    offline.append(in, file, event);
                });
                return run(recover, progress);
            });
        } catch (StartException | CannotCheckException refused) {
            progress.clear();
            PrintWriter err = command().commandLine().getErr();
            err.println("evident recover: " + refused.getMessage());
            err.flush();
            return REFUSED;
        }
    }

    private int run(Recover recover, ProgressLine progress) throws IOException {
        RecordState state = recover.state();
        state.lines().forEach(this::say);
        if (way == null) {
            return explain(state);
        }
        require();
        if (!yes && !confirmed()) {
            throw new StartException("not confirmed; nothing was changed");
        }
        Path aside = take(way, recover, progress);
        progress.clear();
        say("Done. What was replaced is in " + aside + ". Start the service"
                + (way.newLog ? " with log.origin: " + origin : "") + ".");
        return 0;
    }

    private Path take(Way chosen, Recover recover, ProgressLine progress) throws IOException {
        if (chosen.restore != null) {
            return recover.restore(chosen.restore, progress::show);
        }
        return chosen.newHeadFile
                ? recover.newHeadFile(text(reason), progress::show)
                : recover.newLog(text(origin), text(reason));
    }

    private int explain(RecordState state) {
        if (state.lost()) {
            say("");
            say("The database does not hold all that was acknowledged or signed. The ways out:");
            say("  evident recover --restore BACKUP.db            a backup that is new enough");
            say("  evident recover --new-log --origin NAME --reason TEXT   an empty log under another name");
        } else if (state.acknowledged().isEmpty()) {
            say("");
            say("Without the head file it cannot be told whether all that was acknowledged is there. The ways out:");
            say("  put the file back from where it went, or");
            say("  evident recover --new-head-file --reason TEXT   the database is taken as it is");
        } else if (state.faults().isEmpty()) {
            say("");
            say("Nothing seems to be lost. To be sure: evident verify");
            return 0;
        }
        return LOST;
    }

    private void require() {
        Way chosen = Objects.requireNonNull(way, "a way was chosen");
        if ((chosen.newLog || chosen.newHeadFile) && text(reason).isBlank()) {
            throw new StartException("--reason is required: it is written into the log");
        }
        if (chosen.newLog && text(origin).isBlank()) {
            throw new StartException("--new-log needs --origin: a name that the log never had");
        }
    }

    private boolean confirmed() throws IOException {
        PrintWriter out = command().commandLine().getOut();
        out.print("This cannot be undone by the program. Type yes to go on: ");
        out.flush();
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, Charset.defaultCharset()));
        return "yes".equals(in.readLine());
    }

    private static String text(@Nullable String option) {
        return option == null ? "" : option;
    }

    private void say(String line) {
        PrintWriter out = command().commandLine().getOut();
        out.println(line);
        out.flush();
    }

    private CommandSpec command() {
        return Objects.requireNonNull(spec, "picocli sets it");
    }
}
