package dev.evident.api;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A table of HTTP behaviour, a text file: {@code == title} begins an entry; lines with {@code >} are sent, lines with
 * {@code <} are what must come back, as often as wanted. How they are written is explained in {@code README.md} beside
 * the tables.
 */
final class HttpTable {
    private HttpTable() {}

    /**
     * A conversation on one service.
     *
     * @param line of the file, from 1
     * @param fresh whether it needs a service that has seen nothing
     */
    record Entry(String title, Path file, int line, boolean fresh, List<Exchange> exchanges) {}

    /** Lines to send, and the lines to get back, all without their marks. */
    record Exchange(List<String> request, List<String> response) {}

    static List<Entry> read(Path file) {
        try {
            return read(file, Files.readAllLines(file));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static List<Entry> read(Path file, List<String> lines) {
        List<Entry> entries = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).startsWith("== ")) {
                int end = i + 1;
                while (end < lines.size() && !lines.get(end).startsWith("== ")) {
                    end++;
                }
                String title = lines.get(i).substring(3);
                boolean fresh = title.endsWith(" [fresh]");
                entries.add(new Entry(
                        fresh ? title.substring(0, title.length() - " [fresh]".length()) : title,
                        file,
                        i + 1,
                        fresh,
                        exchanges(file, lines.subList(i + 1, end), i + 2)));
                i = end - 1;
            }
        }
        return entries;
    }

    private static List<Exchange> exchanges(Path file, List<String> lines, int firstLine) {
        List<Exchange> exchanges = new ArrayList<>();
        List<String> request = new ArrayList<>();
        List<String> response = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            if (line.startsWith(">")) {
                if (!response.isEmpty()) {
                    exchanges.add(new Exchange(request, response));
                    request = new ArrayList<>();
                    response = new ArrayList<>();
                }
                request.add(unmarked(line));
            } else if (line.startsWith("<") && !request.isEmpty()) {
                response.add(unmarked(line));
            } else if (!line.isBlank() && !line.startsWith("#")) {
                throw new IllegalArgumentException(file + ":" + (firstLine + i) + ": what is this? " + line);
            }
        }
        if (response.isEmpty()) {
            throw new IllegalArgumentException(file + ":" + firstLine + ": the entry above has no response at its end");
        }
        exchanges.add(new Exchange(request, response));
        return exchanges;
    }

    private static String unmarked(String line) {
        return line.startsWith(" ", 1) ? line.substring(2) : line.substring(1);
    }
}
