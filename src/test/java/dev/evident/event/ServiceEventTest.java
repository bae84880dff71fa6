package dev.evident.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ServiceEventTest {
    @Test
    void itLooksAsIfAProducerHadSentIt() {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("version", "1 \"x\"");
        data.put("size", 7L);
        data.put("clean", true);
        data.put("reason", null);
        data.put("changed", List.of(Map.of("key", "api.port"), 3));

        assertThat(ServiceEvent.of("started", ServiceEvent.SERVICE, "acme", data)
                        .text())
                .isEqualTo("{\"event_type\":\"evident.started\",\"user_id\":\"evident\",\"source\":\"evident\","
                        + "\"tenant\":\"acme\",\"variant_data\":{\"version\":\"1 \\\"x\\\"\",\"size\":7,\"clean\":true,"
                        + "\"reason\":null,\"changed\":[{\"key\":\"api.port\"},3]}}");
    }
}
