package dev.evident.cli;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * SIGHUP makes the service read its configuration again, as with other daemons; without this it would end it. The JDK's
 * class for signals is reached by its name, since the compiler warns of every use, and not every JVM has it.
 */
public final class Hangup {
    private static final Logger LOG = LoggerFactory.getLogger(Hangup.class);

    private Hangup() {}

    /** Runs this at each SIGHUP, on a thread of its own; once. */
    public static void handle(Runnable reload) {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            Object handling = Proxy.newProxyInstance(
                    Hangup.class.getClassLoader(), new Class<?>[] {handler}, (proxy, method, arguments) -> {
                        if (method.getName().equals("handle")) {
                            reload.run();
                        }
                        return method.getName().equals("hashCode")
                                ? System.identityHashCode(proxy)
                                : method.getName().equals("equals") ? proxy == arguments[0] : null;
                    });
            signal.getMethod("handle", signal, handler)
                    .invoke(null, signal.getConstructor(String.class).newInstance("HUP"), handling);
        } catch (ReflectiveOperationException | IllegalArgumentException none) {
            Throwable why = none instanceof InvocationTargetException target ? target.getCause() : none;
            LOG.info("SIGHUP is not taken up here; changed files are: {}", String.valueOf(why));
        }
    }
}
