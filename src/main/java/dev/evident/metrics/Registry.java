package dev.evident.metrics;

import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.micrometer.Label;
import io.vertx.micrometer.MetricsDomain;
import io.vertx.micrometer.MicrometerMetricsOptions;
import java.util.EnumSet;

/** The one registry of this process, and what Vert.x puts into it. */
public final class Registry {
    private Registry() {}

    /**
     * An empty registry in Prometheus' naming. The few JVM meters whose names break its rules (base units, no
     * {@code _count} on a gauge) are left out.
     */
    public static PrometheusMeterRegistry create() {
        PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        registry.config()
                .meterFilter(MeterFilter.denyNameStartsWith("jvm.compilation.time"))
                .meterFilter(MeterFilter.denyNameStartsWith("process.cpu.time"))
                .meterFilter(MeterFilter.denyNameStartsWith("system.cpu.count"));
        return registry;
    }

    /**
     * Vert.x's own metrics and the JVM's. The labels are those whose values this program chooses: paths, remote
     * addresses, reply addresses and method names come from clients or without end, and each value would be a time
     * series of its own for ever.
     */
    public static MicrometerMetricsOptions vertxMetrics() {
        return new MicrometerMetricsOptions()
                .setEnabled(true)
                .setJvmMetricsEnabled(true)
                // One process talking to itself and its sockets: nobody reads them, and each request would pay for
                // them.
                .addDisabledMetricsCategory(MetricsDomain.EVENT_BUS)
                .addDisabledMetricsCategory(MetricsDomain.NET_SERVER)
                .addDisabledMetricsCategory(MetricsDomain.NET_CLIENT)
                .setLabels(EnumSet.of(
                        Label.LOCAL,
                        Label.HTTP_ROUTE,
                        Label.HTTP_CODE,
                        Label.POOL_TYPE,
                        Label.POOL_NAME,
                        Label.CLASS_NAME));
    }
}
