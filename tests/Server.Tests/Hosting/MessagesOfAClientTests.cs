using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using ActorServer.Server.Admission;
using ActorServer.Server.Isolation;
using ActorServer.Server.Settings;
using ActorServer.Server.Tests.Configuration;
using Akka.Actor;
using Akka.Configuration;
using Microsoft.Extensions.Logging.Abstractions;

namespace ActorServer.Server.Tests.Hosting;

/// <summary>
/// Counts what the server's actors send each other for one client that asks, is answered and leaves, and compares it with the table of
/// docs/architecture.md.
/// </summary>
public sealed class MessagesOfAClientTests
{
    private const string Model = "event";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly string Counting = $"{typeof(CountingDispatcherConfigurator).FullName}, {typeof(CountingDispatcherConfigurator).Assembly.GetName().Name}";

    [Fact]
    public async Task They_are_those_of_the_document()
    {
        var settings = TestSettings.Of($$"""
            actor-server.services.default { isolation = {{Model}}, handler = echo, listen { port = 0, acceptor = socket } }
            """);
        var dispatchers = ConfigurationFactory.ParseString($$"""
            akka.actor.default-dispatcher.type = "{{Counting}}"
            actor-server.event-dispatcher.type = "{{Counting}}"
            akka.loglevel = WARNING
            """);
        using var system = ActorSystem.Create("counted", dispatchers.WithFallback(settings.Effective));
        var bound = new TaskCompletionSource<IPEndPoint>(TaskCreationOptions.RunContinuationsAsynchronously);
        var service = settings.Services[0];
        system.ActorOf(Props.Create(() => new Starter(service, bound)), "actor-server");
        var port = await bound.Task.WaitAsync(Patience);

        // What is done once for all is done for the first.
        await TalkAsync(port);
        CountingDispatcher.Sent.Clear();
        await TalkAsync(port);
        await SettledAsync();

        // Whether the handler is told again that it is over depends on who is first.
        var counted = CountingDispatcher.Sent.ToArray().Where(sent => sent != ("handler", "ErrorClosed")).GroupBy(sent => sent).Select(one => $"| {one.Key.To} | `{one.Key.Message}` | {one.Count()} |").ToArray();
        Assert.Equal(string.Join("\n", Documented()), string.Join("\n", counted.Order(StringComparer.Ordinal)));
        await system.Terminate();
    }

    private static IEnumerable<string> Documented()
    {
        var rows = File.ReadLines(Path.Combine(AppContext.BaseDirectory, "architecture.md"))
            .SkipWhile(line => line != "| to | message | so often | what for |").Skip(2).TakeWhile(line => line.StartsWith('|'));
        return rows.Select(row => string.Join('|', row.Split('|')[..4]) + "|").Order(StringComparer.Ordinal);
    }

    private static async Task TalkAsync(IPEndPoint port)
    {
        using var client = new Socket(port.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        await client.ConnectAsync(port);
        // The handler asks before there is anything, and for the end too.
        await SettledAsync();
        await client.SendAsync("x\n"u8.ToArray());
        var answer = new byte[16];
        Assert.Equal("x\n", Encoding.ASCII.GetString(answer, 0, await client.ReceiveAsync(answer).WaitAsync(Patience)));
        await SettledAsync();
        client.Shutdown(SocketShutdown.Send);
        Assert.Equal(0, await client.ReceiveAsync(answer).WaitAsync(Patience));
        await SettledAsync();
    }

    private static async Task SettledAsync()
    {
        var patience = Stopwatch.StartNew();
        for (var seen = -1; seen != CountingDispatcher.Sent.Count;)
        {
            Assert.True(patience.Elapsed < Patience, $"It does not come to rest: {string.Join(", ", CountingDispatcher.Sent.TakeLast(10))}");
            seen = CountingDispatcher.Sent.Count;
            await Task.Delay(300);
        }
    }

    private sealed class Starter(ServiceSettings service, TaskCompletionSource<IPEndPoint> bound) : UntypedActor
    {
        protected override void PreStart()
        {
            var log = NullLogger.Instance;
            var parts = new BackendParts(
                service.Name, service.Backend.Name, service.Backend.Config, service.Backend.Workers, service.Handler, service.Limits.QueueTimeout, log);
            Context.ActorOf(Service.Props(service, new ConnectionIds(), service.Backend.Kind.Make(parts), log), "default");
        }

        protected override void OnReceive(object message)
        {
            switch (message)
            {
                case Service.BackendReady:
                    Sender.Tell(Service.Bind.Instance);
                    break;
                case Service.Bound ready:
                    Sender.Tell(Service.Open.Instance);
                    bound.SetResult((IPEndPoint)ready.Addresses[0]);
                    break;
                case Service.CannotServe cannot:
                    bound.SetException(new InvalidOperationException(cannot.Error));
                    break;
            }
        }
    }
}
