package dev.evident.config;

import static dev.evident.config.ConfigurationException.quoted;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.DumperOptions.FlowStyle;
import org.yaml.snakeyaml.nodes.CollectionNode;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/** Takes a token out of the text of a configuration file; everything else, comments too, stays as it stands. */
public final class TokenLines {
    private static final String TOKENS = "tokens";

    private TokenLines() {}

    /**
     * The text without the token of this name.
     *
     * @param file how messages call it
     * @throws ConfigurationException when there is none, no other, or its lines cannot be told from others
     */
    public static String without(String file, String text, String name) {
        List<Node> tokens = StrictYaml.compose(text)
                .flatMap(root -> member(root, TOKENS))
                .filter(SequenceNode.class::isInstance)
                .map(list -> ((SequenceNode) list).getValue())
                .orElse(List.of());
        for (int i = 0; i < tokens.size(); i++) {
            if (isNamed(tokens.get(i), name)) {
                if (tokens.size() == 1) {
                    throw new ConfigurationException(
                            TOKENS, quoted(name) + " is the only token in " + file + ", and the service needs one");
                }
                String left = cut(text, tokens, i);
                requireSameButFor(file, text, left, i);
                return left;
            }
        }
        throw new ConfigurationException(TOKENS, "no token in " + file + " is named " + quoted(name));
    }

    private static String cut(String text, List<Node> tokens, int which) {
        Node token = tokens.get(which);
        int begin = at(text, token.getStartMark().getIndex());
        int dash = text.lastIndexOf('-', begin);
        int line = text.lastIndexOf('\n', begin) + 1;
        boolean block = text.substring(dash < 0 ? begin : dash, begin).strip().equals("-");
        if (block) {
            int end = text.indexOf('\n', at(text, end(token)));
            int from = text.lastIndexOf('\n', dash) + 1;
            return text.substring(0, Math.min(from, line)) + (end < 0 ? "" : text.substring(end + 1));
        }
        boolean last = which == tokens.size() - 1;
        int from = last ? at(text, tokens.get(which - 1).getEndMark().getIndex()) : begin;
        int to = last
                ? at(text, token.getEndMark().getIndex())
                : at(text, tokens.get(which + 1).getStartMark().getIndex());
        return text.substring(0, from) + text.substring(to);
    }

    /** Where its last word ends: a block ends for the parser where the next thing begins. */
    private static int end(Node node) {
        if (node instanceof CollectionNode<?> collection && collection.getFlowStyle() != FlowStyle.FLOW) {
            List<?> values = collection.getValue();
            Object last = values.isEmpty() ? null : values.get(values.size() - 1);
            if (last instanceof NodeTuple pair) {
                return end(pair.getValueNode());
            }
            if (last instanceof Node inner) {
                return end(inner);
            }
        }
        return node.getEndMark().getIndex();
    }

    private static int at(String text, int codePoint) {
        return text.offsetByCodePoints(0, codePoint);
    }

    private static void requireSameButFor(String file, String before, String after, int which) {
        Map<String, @Nullable Object> expected = new LinkedHashMap<>(StrictYaml.map(file, before));
        if (expected.get(TOKENS) instanceof List<?> list) {
            List<Object> others = new ArrayList<>(list);
            others.remove(which);
            expected.put(TOKENS, others);
        }
        Map<String, @Nullable Object> left;
        try {
            left = StrictYaml.map(file, after);
        } catch (ConfigurationException noYaml) {
            left = Map.of();
        }
        if (!left.equals(expected)) {
            throw new ConfigurationException(
                    TOKENS + "[" + which + "]", "cannot be told from what stands around it: take it out of " + file);
        }
    }

    private static boolean isNamed(Node token, String name) {
        return member(token, "name")
                .filter(value ->
                        value instanceof ScalarNode scalar && scalar.getValue().equals(name))
                .isPresent();
    }

    private static Optional<Node> member(Node node, String key) {
        return node instanceof MappingNode mapping
                ? mapping.getValue().stream()
                        .filter(pair -> pair.getKeyNode() instanceof ScalarNode scalar
                                && scalar.getValue().equals(key))
                        .map(NodeTuple::getValueNode)
                        .findFirst()
                : Optional.empty();
    }
}
