package dev.evident.cli;

import dev.evident.backup.UnfinishedRestore;
import dev.evident.config.Configuration;
import dev.evident.config.StartException;
import dev.evident.publish.WitnessInquiry;
import dev.evident.publish.WitnessInquiry.Result;
import dev.evident.publish.WitnessInquiry.Said;
import dev.evident.recover.NewLog;
import dev.evident.recover.NewOrigin;
import dev.evident.recover.RecordState;
import dev.evident.recover.Recover;
import dev.evident.verify.CannotCheckException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

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
            "1:without an option: events are lost, or something is missing or cannot be read",
            "2:refused, nothing was changed"
        })
final class RecoverCommand extends SpokenCommand {
    private static final int LOST = 1;
    private static final int REFUSED = 2;

    private final Offline offline;

    @ArgGroup(exclusive = true)
    private @Nullable Way way;

    static final class Way {
        @Option(
                names = "--restore",
                required = true,
                paramLabel = "BACKUP",
                description = "Puts the database of this backup in the place of the record's, if it is intact and holds"
                        + " all that was acknowledged and signed.")
        private @Nullable Path restore;

        @Option(
                names = "--new-head-file",
                required = true,
                description = "Takes the database as it is, when only the head file is gone; it must hold the last"
                        + " checkpoint. Needs --reason.")
        private boolean newHeadFile;

        @Option(
                names = "--new-log",
                required = true,
                description = "Lets the events that are left go on under another name; the first event under it records"
                        + " the old one's last checkpoint. Needs --origin and --reason.")
        private boolean newLog;
    }

    @Option(
            names = "--from",
            paramLabel = "BACKUP",
            description = "With --new-log: takes the events of this backup instead of the database's.")
    private @Nullable Path from;

    @Option(
            names = "--empty",
            description = "With --new-log: begins with no event, when nothing that is left is intact.")
    private boolean empty;

    @Option(
            names = "--none-published",
            description =
                    "With --new-head-file where there is no checkpoint: you state that no checkpoint and no proof of"
                            + " this log was ever handed out. It stays in the log for ever.")
    private boolean nonePublished;

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
        Configuration configuration = configuration();
        Path data = configuration.data().dir();
        Path database = configuration.sqliteFile("recover");
        ProgressLine progress = ProgressLine.onStandardError();
        try {
            UnfinishedRestore.require(data);
            return RecordLocks.hold(data, database, locks -> {
                Recover recover = new Recover(data, database, offline::record, (in, file, event) -> {
                    locks.release(); // whoever writes takes them
                    offline.append(in, file, event);
                });
                return run(recover, configuration, progress);
            });
        } catch (StartException | CannotCheckException refused) {
            progress.clear();
            complain(reason(refused));
            return REFUSED;
        }
    }

    private int run(Recover recover, Configuration configuration, ProgressLine progress) throws IOException {
        RecordState state = recover.state();
        state.lines().forEach(this::say);
        if (way == null) {
            return explain(state);
        }
        require();
        if (!yes && !confirmed()) {
            throw new StartException("not confirmed; nothing was changed");
        }
        Path aside = take(way, recover, configuration, progress);
        progress.clear();
        say("Done. What was replaced is in " + aside + ". Start the service"
                + (way.newLog ? " with log.origin: " + origin : "") + ".");
        return 0;
    }

    private Path take(Way chosen, Recover recover, Configuration configuration, ProgressLine progress)
            throws IOException {
        if (chosen.restore != null) {
            return recover.restore(chosen.restore, progress::show);
        }
        if (chosen.newHeadFile) {
            requireNoContradiction(recover.state(), configuration);
            return recover.newHeadFile(configuration.log().origin(), text(reason), nonePublished, progress::show);
        }
        NewLog log = new NewLog(recover, configuration.log().origin(), new NewOrigin(text(origin), text(reason)));
        return empty ? log.empty() : from != null ? log.from(from, progress::show) : log.ofWhatIsLeft(progress::show);
    }

    /** A witness that knows more than the checkpoint here has seen what a new head file would hide. */
    private void requireNoContradiction(RecordState state, Configuration configuration) {
        state.signed().ifPresent(saved -> {
            for (Said said : WitnessInquiry.ask(configuration.log().witnesses(), saved.note())) {
                say("Witness " + said.witness() + ": " + said.detail());
                if (said.result() == Result.CONTRADICTED) {
                    throw new StartException("witness " + said.witness() + " contradicts: " + said.detail()
                            + " Events that it knows of are gone; the way out is --new-log");
                }
            }
        });
    }

    private int explain(RecordState state) {
        say("");
        WaysOut.of(state).forEach(this::say);
        return state.lost() || !state.faults().isEmpty() ? LOST : 0;
    }

    private void require() {
        Way chosen = Objects.requireNonNull(way, "a way was chosen");
        if ((chosen.newLog || chosen.newHeadFile) && text(reason).isBlank()) {
            throw new StartException("--reason is required: it is written into the log");
        }
        if (((from != null || empty) && !chosen.newLog) || (from != null && empty)) {
            throw new StartException("--from and --empty go with --new-log, one of them");
        }
        if (nonePublished && !chosen.newHeadFile) {
            throw new StartException("--none-published goes with --new-head-file");
        }
        if (chosen.newLog && text(origin).isBlank()) {
            throw new StartException("--new-log needs --origin: a name that the log never had");
        }
    }

    private boolean confirmed() throws IOException {
        out().print("This cannot be undone by the program. Type yes to go on: ");
        out().flush();
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, Charset.defaultCharset()));
        return "yes".equals(in.readLine());
    }
}
