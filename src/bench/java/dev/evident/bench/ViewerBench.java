package dev.evident.bench;

import com.microsoft.playwright.Browser;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * Measures the viewer's page in Chromium, without a graphics processor, against the packaged service at each size of the
 * log; prints one table. See docs/performance.md.
 */
public final class ViewerBench {
    /** Times that the page is opened by a browser that has seen nothing yet. */
    private static final int VISITS = 7;

    /** Values of the left column that are clicked on each visit. */
    private static final int CLICKS = 4;

    private ViewerBench() {}

    public static void main(String[] args) throws Exception {
        Options options = Options.read();
        options.requireJar();
        Chromium.require();
        Path directory = Files.createTempDirectory("evident-bench");
        Table table = new Table();
        try (Service service = Service.start(options, directory);
                Chromium chromium = Chromium.start()) {
            Bulk bulk = new Bulk();
            for (long size : options.events()) {
                bulk.load(service, size);
                measure(table, chromium.browser(), service, size);
            }
            service.stop();
        } finally {
            Scratch.delete(directory);
        }
        System.out.println();
        System.out.println(table);
    }

    private static void measure(Table table, Browser browser, Service service, long size) {
        List<Double> paints = new ArrayList<>();
        List<Double> rows = new ArrayList<>();
        List<Double> clicks = new ArrayList<>();
        List<Double> frames = new ArrayList<>();
        long page = 0;
        long data = 0;
        for (int visit = 0; visit <= VISITS; visit++) {
            try (ViewerVisit opened = ViewerVisit.open(browser, service)) {
                if (visit == 0) {
                    continue; // the service compiles what it runs for the first time
                }
                paints.add(opened.firstPaint());
                rows.add(opened.firstRows());
                page = opened.pageBytes();
                data = opened.dataBytes();
                IntStream.range(0, CLICKS).forEach(value -> clicks.add(opened.click(value)));
                frames.addAll(opened.scroll());
            }
        }
        String at = String.format(Locale.ROOT, "viewer, %,d events: ", size);
        table.add(times(at + "first paint", paints).goal("< 1,000 ms"));
        table.add(times(at + "first rows", rows).goal("< 1,500 ms"));
        table.add(times(at + "click on a value → new rows", clicks).goal("< 200 ms"));
        table.add(Table.Row.of(at + "frame while scrolling, p95", millis(percentile(frames, 95)))
                .beside(String.format(
                        Locale.ROOT, "%,d frames, slowest %s", frames.size(), millis(percentile(frames, 100))))
                .goal("< 50 ms"));
        table.add(Table.Row.of(at + "transfer without fonts", kilobytes(page))
                .beside("and events and counts: " + kilobytes(data))
                .goal("< 150 KB"));
    }

    private static Table.Row times(String what, List<Double> measured) {
        return Table.Row.of(what, millis(percentile(measured, 50)))
                .beside(String.format(
                        Locale.ROOT, "median of %d, slowest %s", measured.size(), millis(percentile(measured, 100))));
    }

    /** The smallest of the measured values that this percentage does not exceed. */
    private static double percentile(List<Double> measured, int percent) {
        double[] sorted = measured.stream().mapToDouble(Double::doubleValue).toArray();
        Arrays.sort(sorted);
        return sorted[Math.max(0, (int) Math.ceil(sorted.length * percent / 100.0) - 1)];
    }

    private static String millis(double value) {
        return String.format(Locale.ROOT, "%,.0f ms", value);
    }

    private static String kilobytes(long bytes) {
        return String.format(Locale.ROOT, "%,.0f KB", bytes / 1000.0);
    }
}
