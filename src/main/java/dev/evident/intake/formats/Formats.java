package dev.evident.intake.formats;

import dev.evident.config.Configuration;
import dev.evident.event.EventParser;
import dev.evident.intake.IntakeFormat;
import java.util.ArrayList;
import java.util.List;

/** All formats that are switched on. */
public final class Formats {
    private Formats() {}

    /** The formats of a configuration; of one path the most particular one stands first. */
    public static List<IntakeFormat> of(Configuration.Api api, Configuration.Intake intake) {
        EventParser parser = new EventParser((int) api.maxEventBytes());
        List<IntakeFormat> formats = new ArrayList<>();
        intake.mapping(CloudEvents.NAME).ifPresent(mapping -> List.of("/event", "/events")
                .forEach(path ->
                        formats.add(new CloudEvents(path, mapping, parser, api.maxEventBytes(), api.maxBulkBytes()))));
        formats.add(new JsonEvent(parser, api.maxEventBytes()));
        formats.add(new JsonEvents(parser, api.maxBulkBytes()));
        intake.mapping(ElasticBulk.NAME).ifPresent(mapping -> List.of("/elastic/_bulk", "/elastic/:index/_bulk")
                .forEach(path -> formats.add(new ElasticBulk(path, mapping, parser, api.maxBulkBytes()))));
        for (Otlp.Signal signal : Otlp.Signal.values()) {
            intake.mapping(signal.mapping())
                    .ifPresent(mapping ->
                            formats.add(new Otlp(signal, mapping, parser, api.maxEventBytes(), api.maxBulkBytes())));
        }
        intake.mapping(SplunkEvents.NAME).ifPresent(mapping -> {
            for (String path : List.of("", "/event", "/event/1.0", "/raw", "/raw/1.0")) {
                boolean raw = path.startsWith("/raw");
                formats.add(new SplunkEvents("/services/collector" + path, raw, mapping, parser, api.maxBulkBytes()));
            }
        });
        intake.mappings().forEach(mapping -> mapping.route()
                .ifPresent(path -> formats.add(new MappedJson(path, mapping, parser, api.maxBulkBytes()))));
        return formats;
    }
}
