package dev.evident.cli;

import dev.evident.config.StartException;
import dev.evident.index.IndexReport;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Option;

/** {@code evident index}: what the search index consists of and what takes its space, beside a running service or without. */
@Command(
        name = "index",
        description =
                "Shows what the search index on the disk consists of, as of its last commit: segments, what takes the"
                        + " bytes, and the fields with the most values. A service may be running.",
        mixinStandardHelpOptions = true)
final class IndexCommand extends SpokenCommand {
    @Option(names = "--fields", paramLabel = "N", description = "Fields to list, ${DEFAULT-VALUE} without it.")
    private int fields = 20;

    @Override
    public Integer call() {
        Path directory = configuration().data().dir().resolve("index");
        try {
            if (!IndexReport.exists(directory)) {
                throw new StartException(
                        "there is no index in " + directory + "; the service makes one when it starts");
            }
            print(directory, IndexReport.of(directory));
            return ExitCode.OK;
        } catch (IOException failure) {
            complain("the index in " + directory + " cannot be read: " + reason(failure)
                    + ". The service makes it anew when it starts; so does: evident reindex");
            return ExitCode.SOFTWARE;
        }
    }

    private void print(Path directory, IndexReport index) {
        long events = index.events();
        say(text(
                "%s: %,d events, %s, %,d B an event, layout %s",
                directory, events, size(index.size()), events == 0 ? 0 : index.size() / events, index.layout()));
        if (index.purging() > 0) {
            say(text("%,d redacted events are still in its files", index.purging()));
        }
        say("");
        say(text(
                "%-10s %16s %16s %12s %10s %12s",
                "segment", "first position", "last position", "events", "purging", "size"));
        index.segments()
                .forEach(segment -> say(text(
                        "%-10s %,16d %,16d %,12d %,10d %12s",
                        segment.name(),
                        segment.first(),
                        segment.last(),
                        segment.events(),
                        segment.purging(),
                        size(segment.bytes()))));
        say("");
        index.bytes().entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder()))
                .forEach(kind -> say(text(
                        "%12s %5.1f %%  %s",
                        size(kind.getValue()), 100.0 * kind.getValue() / Math.max(1, index.size()), kind.getKey())));
        say("");
        say(text("%12s %12s  %s", "values", "events", "field"));
        index.fields().stream()
                .limit(fields)
                .forEach(field -> say(text("%,12d %,12d  %s", field.terms(), field.events(), field.path())));
    }

    private static String size(long bytes) {
        return bytes < 1 << 20 ? text("%.1f KiB", bytes / 1024.0) : text("%,.1f MiB", bytes / (double) (1 << 20));
    }

    private static String text(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
