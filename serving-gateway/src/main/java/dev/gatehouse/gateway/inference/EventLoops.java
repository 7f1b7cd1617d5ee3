package dev.gatehouse.gateway.inference;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollEventLoopGroup;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.resolver.AddressResolver;
import io.netty.resolver.AddressResolverGroup;
import io.netty.resolver.NoopAddressResolverGroup;
import io.netty.resolver.dns.DnsAddressResolverGroup;
import io.netty.resolver.dns.DnsNameResolverBuilder;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.InetSocketAddress;
import java.time.Duration;

/** The threads of the request path, and the kind of sockets that goes with them: epoll on Linux, else the JDK's. */
final class EventLoops implements AutoCloseable {

    private static final boolean EPOLL = Epoll.isAvailable();

    private final EventLoopGroup group;
    private final AddressResolverGroup<InetSocketAddress> names =
            new DnsAddressResolverGroup(new DnsNameResolverBuilder()
                    .datagramChannelType(EPOLL ? EpollDatagramChannel.class : NioDatagramChannel.class));

    /** @param threads 1 and more */
    EventLoops(int threads) {
        DefaultThreadFactory factory = new DefaultThreadFactory("gateway-loop", true);
        this.group = EPOLL ? new EpollEventLoopGroup(threads, factory) : new NioEventLoopGroup(threads, factory);
    }

    EventLoopGroup group() {
        return group;
    }

    Class<? extends ServerChannel> listener() {
        return EPOLL ? EpollServerSocketChannel.class : NioServerSocketChannel.class;
    }

    /** Makes connections on that event loop, to addresses that are resolved. */
    Bootstrap client(EventLoop loop, Duration connectTimeout) {
        Class<? extends Channel> socket = EPOLL ? EpollSocketChannel.class : NioSocketChannel.class;
        return new Bootstrap()
                .group(loop)
                .channel(socket)
                .resolver(NoopAddressResolverGroup.INSTANCE)
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, Math.toIntExact(connectTimeout.toMillis()));
    }

    /** Looks names up on that event loop. */
    AddressResolver<InetSocketAddress> resolver(EventLoop loop) {
        return names.getResolver(loop);
    }

    @Override
    public void close() {
        names.close();
        group.shutdownGracefully(0, 5, java.util.concurrent.TimeUnit.SECONDS).syncUninterruptibly();
    }
}
