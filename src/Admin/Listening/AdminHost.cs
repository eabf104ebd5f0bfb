using System.Net.Sockets;
using ActorServer.Native.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace ActorServer.Admin.Listening;

/// <summary>
/// ASP.NET Core with Kestrel and nothing that it would find by itself: no files, no variables, no signals, which are the server's. All
/// that a client can have of it is bounded.
/// </summary>
internal sealed class AdminHost : IAsyncDisposable
{
    private const int MostStrangers = 200;
    private const int MostConnections = 2 * MostStrangers;
    private const int LargestBody = 16 * 1024;
    private const int LargestHead = 16 * 1024;
    private const int LongestRequestLine = 4 * 1024;
    private const int MostHeaders = 64;
    private const int UnixBacklog = 128;
    private const UnixFileMode OwnerAlone = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private static readonly TimeSpan HeadTimeout = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan KeepAliveTimeout = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(1);

    private readonly WebApplication _application;
    private readonly UnixPort? _unixPort;

    private AdminHost(WebApplication application, UnixPort? unixPort, string address)
    {
        _application = application;
        _unixPort = unixPort;
        Address = address;
    }

    /// <summary>Where it listens, as an operator writes it.</summary>
    public string Address { get; }

    /// <summary>How many may be connected that have shown no token.</summary>
    public static Crowd NewCrowd() => new(MostStrangers);

    /// <summary>Listens.</summary>
    /// <exception cref="IOException">It cannot; the message says what is wrong.</exception>
    public static async Task<AdminHost> StartAsync(
        string listen, AdminAddress address, Crowd crowd, Func<HttpContext, RequestDelegate, Task> door, Action<IEndpointRouteBuilder> map, ILoggerProvider log, CancellationToken cancellation)
    {
        UnixPort? unixPort = null;
        WebApplication? application = null;
        try
        {
            unixPort = address is AdminAddress.Unix unix ? await UnixPort.OpenAsync(new UnixSocketFile(unix.Path, OwnerAlone, null, null) { AccessKey = AdminAddress.Key }, UnixBacklog).ConfigureAwait(false) : null;
            application = Build(address, crowd, unixPort, log);
            application.Use(door);
            map(application);
            await application.StartAsync(cancellation).ConfigureAwait(false);
            return new AdminHost(application, unixPort, address.Text(PortOf(application)));
        }
        catch (Exception failure)
        {
            // Also at a stop that comes meanwhile: its file must not stay.
            unixPort?.Dispose();
            if (application is not null)
                await application.DisposeAsync().ConfigureAwait(false);
            if (failure is not (IOException or SocketException))
                throw;
            var taken = failure is SocketException { SocketErrorCode: SocketError.AddressAlreadyInUse } or { InnerException: AddressInUseException };
            throw AdminAddress.Wrong(listen, taken ? "is taken: somebody else listens there" : $"cannot be listened on: {Innermost(failure).Message}", failure);
        }
    }

    /// <summary>Ends, whoever is still connected.</summary>
    public async ValueTask DisposeAsync()
    {
        // Its file goes first: until the socket is closed nobody takes it for one that was left behind.
        _unixPort?.Dispose();
        using var deadline = new CancellationTokenSource(StopTimeout);
        try
        {
            await _application.StopAsync(deadline.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // Whoever was not done is cut off.
        }

        await _application.DisposeAsync().ConfigureAwait(false);
    }

    private static WebApplication Build(AdminAddress address, Crowd crowd, UnixPort? unixPort, ILoggerProvider log)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ApplicationName = typeof(AdminHost).Assembly.GetName().Name, ContentRootPath = AppContext.BaseDirectory });
        builder.Logging.AddProvider(log).SetMinimumLevel(LogLevel.Warning);
        // Of a start that fails the server says why, in a line.
        builder.Logging.AddFilter("Microsoft.Extensions.Hosting", LogLevel.None);
        builder.Services.AddRoutingCore();
        builder.Services.AddSingleton<IHostLifetime, NoLifetime>();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            Bound(kestrel);
            Listen(kestrel, address, crowd);
        });
        builder.Services.Configure<SocketTransportOptions>(sockets =>
        {
            sockets.IOQueueCount = 1;
            if (unixPort is not null)
                sockets.CreateBoundListenSocket = _ => unixPort.Socket;
        });
        return builder.Build();
    }

    private static void Bound(KestrelServerOptions kestrel)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxConcurrentConnections = MostConnections;
        kestrel.Limits.MaxConcurrentUpgradedConnections = 0;
        kestrel.Limits.MaxRequestBodySize = LargestBody;
        kestrel.Limits.MaxRequestBufferSize = LargestBody + LargestHead;
        kestrel.Limits.MaxRequestHeadersTotalSize = LargestHead;
        kestrel.Limits.MaxRequestHeaderCount = MostHeaders;
        kestrel.Limits.MaxRequestLineSize = LongestRequestLine;
        kestrel.Limits.RequestHeadersTimeout = HeadTimeout;
        kestrel.Limits.KeepAliveTimeout = KeepAliveTimeout;
    }

    private static void Listen(KestrelServerOptions kestrel, AdminAddress address, Crowd crowd)
    {
        switch (address)
        {
            case AdminAddress.Unix unix:
                kestrel.ListenUnixSocket(unix.Path, Http1In(crowd));
                break;
            case AdminAddress.Internet internet:
                kestrel.Listen(internet.Address, internet.Port, Http1In(crowd));
                break;
            default:
                throw new InvalidOperationException($"nothing listens on {address}");
        }
    }

    private static Action<ListenOptions> Http1In(Crowd crowd) => listen =>
    {
        listen.Protocols = HttpProtocols.Http1;
        listen.Use(crowd.Around);
    };

    private static int PortOf(WebApplication application)
    {
        var address = application.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.First();
        return BindingAddress.Parse(address).Port;
    }

    private static Exception Innermost(Exception failure) => failure.InnerException is { } inner ? Innermost(inner) : failure;

    /// <summary>Starts and ends with the server, which has the signals.</summary>
    private sealed class NoLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
