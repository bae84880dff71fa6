package dev.evident.cli;

import dev.evident.config.StartException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The command line: {@code evident [serve | reindex | index | key | tls | token | verify | backup | restore | recover | export] [--config
 * FILE]}. */
@Command(
        name = "evident",
        description = "A self-hosted audit log. Without a command it serves.",
        mixinStandardHelpOptions = true,
        subcommands = {KeyCommand.class, TlsCommand.class, TokenCommand.class},
        versionProvider = EvidentCommand.ProgramVersion.class,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:stopped by SIGTERM or SIGINT; reindex: the index is complete",
            "1:could not start; reindex: the index is not complete",
            "2:the command line was not understood",
            "3:stopped at once, since it is unknown whether a commit reached the disk",
            "4:stopped at once, since the memory has run out"
        })
public final class EvidentCommand implements Callable<Integer> {
    private final Consumer<Optional<Path>> serve;
    private final Consumer<Optional<Path>> reindex;

    @Option(
            names = Configurations.OPTION,
            paramLabel = "FILE",
            scope = ScopeType.INHERIT,
            description = "Configuration file. Without it: conf/evident.yaml in the working directory if there is one,"
                    + " else the defaults.")
    private @Nullable Path config;

    private EvidentCommand(Consumer<Optional<Path>> serve, Consumer<Optional<Path>> reindex) {
        this.serve = serve;
        this.reindex = reindex;
    }

    /**
     * Does what the arguments say.
     *
     * @param serve starts the service with the named configuration file and returns when it serves, or throws
     * @param reindex makes the search index anew with the named configuration file and ends the program, or throws
     * @param offline for the commands that look at a record without a service
     * @return the exit status; 0 after {@code serve} means that the program goes on running
     */
    public static int run(
            String[] args, Consumer<Optional<Path>> serve, Consumer<Optional<Path>> reindex, Offline offline) {
        CommandLine commandLine = new CommandLine(new EvidentCommand(serve, reindex))
                .addSubcommand(new VerifyCommand(offline))
                .addSubcommand(new RecoverCommand(offline))
                .addSubcommand(new BackupCommand(offline))
                .addSubcommand(new RestoreCommand(offline))
                .addSubcommand(new ExportCommand())
                .addSubcommand(new IndexCommand())
                .setExecutionExceptionHandler((failure, command, parsed) -> report(failure, command.getErr()))
                .setOut(Output.writer(System.out))
                .setErr(Output.writer(System.err));
        try {
            return commandLine.execute(Arguments.read(args));
        } catch (Arguments.UnreadableException refused) {
            commandLine.getErr().println("evident: " + refused.getMessage());
            return CommandLine.ExitCode.USAGE;
        }
    }

    /** One line for what an operator can change; a stack trace only for what no operator can. */
    private static int report(Throwable failure, PrintWriter err) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof StartException) {
                err.println("evident: " + cause.getMessage());
                return CommandLine.ExitCode.SOFTWARE;
            }
        }
        err.println("evident: could not start because of a defect: " + failure);
        LoggerFactory.getLogger(EvidentCommand.class).error("Could not start", failure);
        return CommandLine.ExitCode.SOFTWARE;
    }

    @Override
    public Integer call() {
        return serve();
    }

    @Command(name = "serve", description = "Serves until SIGTERM or SIGINT.", mixinStandardHelpOptions = true)
    int serve() {
        serve.accept(Optional.ofNullable(config));
        return CommandLine.ExitCode.OK;
    }

    @Command(
            name = "reindex",
            description = "Makes the search index anew from the record while the service is stopped. When it is"
                    + " interrupted, the service goes on from there.",
            mixinStandardHelpOptions = true)
    int reindex() {
        reindex.accept(Optional.ofNullable(config));
        return CommandLine.ExitCode.OK;
    }

    /** Prints for {@code --version}. */
    static final class ProgramVersion implements CommandLine.IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {"evident " + Version.text()};
        }
    }
}
