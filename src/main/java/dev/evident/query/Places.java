package dev.evident.query;

import dev.evident.event.Fields;
import java.util.List;

/** Which places of an event a path in a query means: the rule of filters, facets and columns. */
public final class Places {
    private Places() {}

    /**
     * The paths that are looked at, as {@link Fields} writes them. A path that begins with {@code variant_data} or is a
     * common field is that place alone. Below a field that is never an object there is nothing, so {@code source.ip} is
     * {@code variant_data.source.ip}. Every other path is looked for at the top and in {@code variant_data}.
     *
     * @param path as {@link Fields} writes it; not one of {@link AddedFilter#FIELDS}
     */
    public static List<String> of(String path) {
        int dot = path.indexOf('.');
        String top = dot < 0 ? path : path.substring(0, dot);
        if (top.equals(Fields.DATA) || Fields.COMMON.contains(path)) {
            return List.of(path);
        }
        String inData = Fields.DATA + "." + path;
        boolean belowText = Fields.COMMON.contains(top) || AddedFilter.FIELDS.contains(top);
        return belowText ? List.of(inData) : List.of(path, inData);
    }
}
