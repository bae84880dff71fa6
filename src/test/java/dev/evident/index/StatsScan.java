package dev.evident.index;

import dev.evident.bus.IndexMessages.SeqFilter;
import dev.evident.bus.StatsMessages.Kind;
import dev.evident.bus.StatsMessages.Value;
import dev.evident.query.SeqRange;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.StringJoiner;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Random conditions, and what they mean by a scan of every event. */
record StatsScan(
        List<Scanned> events,
        List<Filter> filters,
        List<SeqFilter> positions,
        SeqRange range,
        Optional<String> tenant) {
    static final int USERS = 30;

    /** A value as an event holds it. */
    record Leaf(Kind kind, String text) {
        String json() {
            return kind == Kind.STRING ? "\"" + text + "\"" : text;
        }
    }

    /** An event with the values that counts are about, by path. */
    record Scanned(long seq, long micros, Map<String, Set<Leaf>> leaves) {
        String type() {
            return at("event_type").iterator().next().text();
        }

        Set<Leaf> at(String path) {
            if (path.equals("status")) {
                Set<Leaf> both = new LinkedHashSet<>(leaves.getOrDefault("status", Set.of()));
                both.addAll(at("variant_data.status"));
                return both;
            }
            return leaves.getOrDefault(path, Set.of());
        }

        String json() {
            StringJoiner top = new StringJoiner(",", "{", "}");
            StringJoiner data = new StringJoiner(",", "{", "}");
            leaves.forEach((path, values) -> {
                String list = values.stream().map(Leaf::json).collect(Collectors.joining(","));
                String value = values.size() == 1 ? list : "[" + list + "]";
                if (path.startsWith("variant_data.")) {
                    data.add("\"" + path.substring("variant_data.".length()) + "\":" + value);
                } else {
                    top.add("\"" + path + "\":" + value);
                }
            });
            return top.add("\"variant_data\":" + data).toString();
        }
    }

    /** A condition on one path. */
    record Filter(String path, boolean negated, Set<String> texts) {
        boolean holds(Scanned event) {
            return negated != event.at(path).stream().anyMatch(leaf -> texts.contains(leaf.text()));
        }

        /** Whether the facet of this name has it as its own. */
        boolean isOn(String facet) {
            return path.equals(facet) || Set.of(path, facet).equals(Set.of("status", "variant_data.status"));
        }
    }

    /** An event. */
    static Scanned random(long seq, long micros, Random random) {
        Map<String, Set<Leaf>> leaves = new HashMap<>();
        Function<String, Set<Leaf>> text = value -> Set.of(new Leaf(Kind.STRING, value));
        leaves.put("event_type", text.apply("type" + (int) Math.abs(random.nextGaussian() * 6)));
        leaves.put("user_id", text.apply("user" + (seq < USERS ? seq : random.nextInt(USERS))));
        if (random.nextInt(3) == 0) {
            leaves.put("source", text.apply("source" + random.nextInt(3)));
        }
        if (random.nextInt(3) > 0) {
            leaves.put("tenant", text.apply("tenant" + random.nextInt(2)));
        }
        if (random.nextBoolean()) {
            leaves.put("variant_data.status", Set.of(leaf(random)));
        }
        if (random.nextInt(4) == 0) {
            leaves.put("status", Set.of(leaf(random)));
        }
        Set<Leaf> tags = new LinkedHashSet<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            tags.add(leaf(random));
        }
        if (!tags.isEmpty()) {
            leaves.put("variant_data.tags", tags);
        }
        return new Scanned(seq, micros, leaves);
    }

    private static Leaf leaf(Random random) {
        return switch (random.nextInt(5)) {
            case 0 -> new Leaf(Kind.NUMBER, String.valueOf(random.nextInt(3)));
            case 1 -> new Leaf(Kind.STRING, String.valueOf(random.nextInt(3)));
            case 2 -> new Leaf(Kind.BOOLEAN, String.valueOf(random.nextBoolean()));
            case 3 -> new Leaf(Kind.NULL, "null");
            default -> new Leaf(Kind.STRING, "v" + random.nextInt(8));
        };
    }

    /** Conditions, often none of a sort. */
    static StatsScan random(List<Scanned> events, Random random) {
        List<Filter> filters = new ArrayList<>();
        List<String> paths =
                List.of("event_type", "user_id", "source", "variant_data.status", "status", "variant_data.tags");
        for (int i = random.nextInt(4); i > 0; i--) {
            String path = paths.get(random.nextInt(paths.size()));
            boolean negated = random.nextInt(3) == 0;
            if (filters.stream().noneMatch(filter -> filter.path.equals(path) && filter.negated == negated)) {
                Set<String> texts = events.get(random.nextInt(events.size())).at(path).stream()
                        .map(Leaf::text)
                        .collect(Collectors.toCollection(LinkedHashSet::new));
                texts.add(path.equals("event_type") ? "type0" : "1");
                filters.add(new Filter(path, negated, texts));
            }
        }
        List<SeqFilter> positions = random.nextInt(3) > 0
                ? List.of()
                : List.of(new SeqFilter(random.nextBoolean(), List.of(range(events, random), range(events, random))));
        return new StatsScan(
                events,
                filters,
                positions,
                random.nextBoolean() ? SeqRange.ALL : range(events, random),
                random.nextInt(3) > 0 ? Optional.empty() : Optional.of("tenant1"));
    }

    private static SeqRange range(List<Scanned> events, Random random) {
        return new SeqRange(random.nextInt(events.size()), random.nextInt(events.size() + 9));
    }

    /** The filters as a caller writes them. */
    String query() {
        return filters.stream()
                .flatMap(
                        filter -> filter.texts.stream().map(text -> filter.path + (filter.negated ? "!=" : "=") + text))
                .collect(Collectors.joining("&"));
    }

    /** The events that match, but for the filters on a facet. */
    List<Scanned> matching(String facet) {
        return events.stream()
                .filter(event -> filters.stream().allMatch(filter -> filter.isOn(facet) || filter.holds(event)))
                .filter(event -> range.from() <= event.seq && event.seq < range.to())
                .filter(event -> positions.stream()
                        .allMatch(filter -> filter.negated()
                                != filter.ranges().stream()
                                        .anyMatch(one -> one.from() <= event.seq && event.seq < one.to())))
                .filter(event -> tenant.isEmpty() || event.at("tenant").contains(new Leaf(Kind.STRING, tenant.get())))
                .toList();
    }

    /** The values of a facet, the most frequent first. */
    List<Value> values(String facet) {
        Map<Leaf, Long> counts = matching(facet).stream()
                .flatMap(event -> event.at(facet).stream())
                .collect(Collectors.groupingBy(leaf -> leaf, Collectors.counting()));
        return counts.entrySet().stream()
                .map(entry -> new Value(entry.getKey().kind, entry.getKey().text, false, entry.getValue()))
                .sorted(Comparator.comparingLong(Value::count)
                        .reversed()
                        .thenComparing(Value::kind)
                        .thenComparing(value -> value.text().equals("true") ? "" : value.text()))
                .toList();
    }

    /** The most frequent types of some events. */
    static List<String> types(List<Scanned> some, int limit) {
        Map<String, Long> counts = some.stream().collect(Collectors.groupingBy(Scanned::type, Collectors.counting()));
        return counts.entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByValue().reversed().thenComparing(Map.Entry.comparingByKey()))
                .limit(limit)
                .map(Map.Entry::getKey)
                .toList();
    }
}
