using System.Diagnostics;
using System.Globalization;
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
    private const int Clients = 5;
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

        for (var client = 1; client <= Clients; client++)
            await TalkAsync(port, client);

        var counted = CountingDispatcher.Sent.ToArray().Where(sent => !IsOfTheStart(sent.Message)).CountBy(sent => sent).ToDictionary();
        var documented = Documented();
        Assert.All(counted.Keys, sent => Assert.Contains(sent, documented.Keys));
        Assert.All(documented, row => Assert.InRange(counted.GetValueOrDefault(row.Key), Clients * row.Value.Least, Clients * row.Value.Most));
        await system.Terminate();
    }

    // What depends on who is first has a range.
    private static Dictionary<(string To, string Message), (int Least, int Most)> Documented()
    {
        var rows = File.ReadLines(Path.Combine(AppContext.BaseDirectory, "architecture.md"))
            .SkipWhile(line => line != "| to | message | so often | what for |").Skip(2).TakeWhile(line => line.StartsWith('|'))
            .Select(line => line.Split('|', StringSplitOptions.TrimEntries)[1..4]);
        return rows.ToDictionary(row => (row[0], row[1].Trim('`')), row => Range(row[2].Split(" to ")));
    }

    private static (int Least, int Most) Range(string[] ends) => (int.Parse(ends[0], CultureInfo.InvariantCulture), int.Parse(ends[^1], CultureInfo.InvariantCulture));

    private static async Task TalkAsync(IPEndPoint port, int number)
    {
        using var client = new Socket(port.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        await client.ConnectAsync(port);
        await client.SendAsync("x\n"u8.ToArray());
        var answer = new byte[16];
        Assert.Equal("x\n", Encoding.ASCII.GetString(answer, 0, await client.ReceiveAsync(answer).WaitAsync(Patience)));
        client.Shutdown(SocketShutdown.Send);
        Assert.Equal(0, await client.ReceiveAsync(answer).WaitAsync(Patience));
        await IsSentAsync("connections", "Over", number);
        await IsSentAsync("service", "HandlerEnded", number);
    }

    // The acceptor is started, and the service opened, once.
    private static bool IsOfTheStart(string message) => message is nameof(Service.Open) or "AcceptAgain";

    private static async Task IsSentAsync(string to, string message, int times)
    {
        for (var patience = Stopwatch.StartNew(); CountingDispatcher.Sent.Count(sent => sent == (to, message)) < times; await Task.Delay(10))
            Assert.True(patience.Elapsed < Patience, $"{message} has not been sent to {to}");
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
                    CountingDispatcher.Sent.Clear();
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
