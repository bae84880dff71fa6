package dev.evident.log.sqlite;

import io.vertx.jdbcclient.spi.JDBCColumnDescriptorProvider;
import io.vertx.jdbcclient.spi.JDBCEncoderImpl;
import io.vertx.sqlclient.Tuple;
import org.jspecify.annotations.Nullable;

/**
 * Hands parameters to the driver as they are. The client's own encoder reads the parameters' types first, which
 * SQLite refuses with an exception, and puts their values into a debug text. The client finds this class by {@code
 * META-INF/services}.
 */
public final class PlainEncoder extends JDBCEncoderImpl {
    @Override
    public @Nullable Object encode(Tuple parameters, int position, JDBCColumnDescriptorProvider descriptors) {
        return parameters.getValue(position - 1);
    }
}
