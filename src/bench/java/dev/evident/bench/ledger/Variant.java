package dev.evident.bench.ledger;

import dev.evident.Main;
import dev.evident.WithoutTree;
import dev.evident.bench.Options;
import dev.evident.bench.Service;
import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;

/** The services that take turns. All run from the packaged program's classes, in JVMs with the same arguments. */
enum Variant {
    COMMIT("tree, head file with each commit", Main.class, "commit"),
    SECOND("tree, head file once a second", Main.class, "second"),
    NEITHER("neither", WithoutTree.class, "commit");

    private final String text;
    private final Class<?> main;
    private final String headFile;

    Variant(String text, Class<?> main, String headFile) {
        this.text = text;
        this.main = main;
        this.headFile = headFile;
    }

    /** Starts it with an empty record, in a directory of its own that is made here. */
    Service start(Options options, Path directory)
            throws IOException, InterruptedException, SQLException, URISyntaxException {
        Path own = Files.createDirectory(directory.resolve(name()));
        if (this == NEITHER) {
            RecordWithoutTree.create(own.resolve("data"));
        }
        Path benchmarks = Path.of(WithoutTree.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        return Service.start(
                options,
                own,
                Map.of("EVIDENT_STORE_HEAD_FILE", headFile),
                List.of("-cp", options.jar() + File.pathSeparator + benchmarks, main.getName()));
    }

    @Override
    public String toString() {
        return text;
    }
}
