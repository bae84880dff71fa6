package dev.evident.faults;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.evident.RunningRecord;
import dev.evident.event.EventBody;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * The record alone as a process, to be killed: appends events and says what it tries and what was acknowledged. Starts
 * in a fraction of the time that the whole service takes.
 */
final class RecordProcess {
    private RecordProcess() {}

    /** Arguments: the directory, the number of the first event, and how many batches to append. */
    public static void main(String[] arguments) {
        Path directory = Path.of(arguments[0]);
        int number = Integer.parseInt(arguments[1]);
        int batches = Integer.parseInt(arguments[2]);
        RunningRecord record =
                RunningRecord.start(directory, failure -> Runtime.getRuntime().halt(3));
        say("open " + record.size());
        for (int batch = 0; batch < batches; batch++) {
            List<EventBody> events = batch(number);
            say("try " + number + " " + events.size());
            long first = record.append(events).firstSeq();
            say("ack " + number + " " + first);
            number += events.size();
        }
        record.close();
    }

    /** The events of the batch that begins with this number: one to four, some of them large. */
    static List<EventBody> batch(int number) {
        List<EventBody> events = new ArrayList<>();
        for (int i = 0; i <= number % 4; i++) {
            events.add(event(number + i));
        }
        return events;
    }

    /** The event with this number, the same at each call. */
    static EventBody event(int number) {
        Random random = new Random(number);
        int length = number % 7 == 0 ? 150_000 : random.nextInt(500);
        StringBuilder text = new StringBuilder("{\"n\":" + number + ",\"x\":\"");
        for (int i = 0; i < length; i++) {
            text.append((char) ('a' + random.nextInt(26)));
        }
        return new EventBody(text.append("\"}").toString().getBytes(UTF_8));
    }

    @SuppressWarnings("SystemOut")
    private static void say(String line) {
        System.out.println(line);
        System.out.flush();
    }
}
