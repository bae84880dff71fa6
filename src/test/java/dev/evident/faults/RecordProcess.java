package dev.evident.faults;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.evident.RunningRecord;
import dev.evident.event.NewEvent;
import dev.evident.event.Unchecked;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * The record alone as a process, to be killed: appends events and says what it tries and what was acknowledged. Starts
 * in a fraction of the time that the whole service takes.
 *
 * <p>It says when it is about to open the record and when it is about to close it, and waits for a line each time: there
 * somebody can begin to trace it. One thread opens the record and writes to it, so that its n-th call is the n-th of all.
 */
final class RecordProcess {
    /** What it says before it waits. */
    static final String OPENING = "opening";

    static final String CLOSING = "closing";

    /** Events from this number on are so large that a few fill the write-ahead log, and it is copied under way. */
    static final int HUGE_FROM = 1_000_000;

    private static final int HUGE = 800_000;

    /** Stands on pages of its own. */
    private static final int LARGE = 60_000;

    private static final int SMALL = 500;

    private RecordProcess() {}

    /** Arguments: the directory, the number of the first event, and how many batches to append. */
    public static void main(String[] arguments) throws IOException, SQLException {
        Path directory = Path.of(arguments[0]);
        int number = Integer.parseInt(arguments[1]);
        int batches = Integer.parseInt(arguments[2]);
        loadSqlite();
        say(OPENING);
        awaitLine();
        RunningRecord record = RunningRecord.startOnOneThread(
                directory, failure -> Runtime.getRuntime().halt(3));
        say("open " + record.size());
        for (int batch = 0; batch < batches; batch++) {
            List<NewEvent> events = batch(number);
            say("try " + number + " " + events.size());
            long first = record.append(events).firstSeq();
            say("ack " + number + " " + first);
            number += events.size();
        }
        say(CLOSING);
        awaitLine();
        record.close();
    }

    /** The events of the batch that begins with this number: one to four, some of them large. */
    static List<NewEvent> batch(int number) {
        List<NewEvent> events = new ArrayList<>();
        for (int i = 0; i <= number % 4; i++) {
            events.add(event(number + i));
        }
        return events;
    }

    /** The event with this number, the same at each call. Those below zero are small. */
    static NewEvent event(int number) {
        Random random = new Random(number);
        int length = number >= HUGE_FROM ? HUGE : number >= 0 && number % 7 == 0 ? LARGE : random.nextInt(SMALL);
        StringBuilder words = new StringBuilder();
        for (int i = 0; i < Math.min(length, SMALL); i++) {
            words.append((char) ('a' + random.nextInt(26)));
        }
        String text = length <= SMALL ? words.toString() : words.toString().repeat(length / SMALL);
        return Unchecked.event(("{\"n\":" + number + ",\"x\":\"" + text + "\"}").getBytes(UTF_8));
    }

    /** So that its library is unpacked before somebody traces what is done with the record. */
    private static void loadSqlite() throws SQLException {
        DriverManager.getConnection("jdbc:sqlite::memory:").close();
    }

    private static void awaitLine() throws IOException {
        int read;
        do {
            read = System.in.read();
        } while (read >= 0 && read != '\n');
    }

    /** Ends when nobody listens any more. */
    @SuppressWarnings("SystemOut")
    private static void say(String line) {
        System.out.println(line);
        if (System.out.checkError()) {
            Runtime.getRuntime().halt(4);
        }
    }
}
