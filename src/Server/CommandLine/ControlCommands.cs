using System.CommandLine;
using System.Globalization;
using ActorServer.Control;
using ActorServer.Control.Asking;
using ActorServer.Control.Steering;
using ActorServer.Control.Top;
using ActorServer.Server.Configuration;
using ActorServer.Server.Output;

namespace ActorServer.Server.CommandLine;

/// <summary>The grammar of <c>actor-server ctl</c> and <c>top</c>; what they do is in src/Control.</summary>
internal sealed class ControlCommands
{
    private readonly AdminOptions _options = new();
    private readonly Option<bool> _json = new("--json") { Description = "Print JSON.", Recursive = true };
    private readonly TextWriter _output;
    private readonly Func<string, int> _fail;
    private readonly Action<Action> _stopWith;

    /// <param name="output">Takes what a command prints.</param>
    /// <param name="fail">Says why a command did not do what it should, and returns the exit code.</param>
    /// <param name="stopWith">Is told what a signal is to do that means the end.</param>
    public ControlCommands(TextWriter output, Func<string, int> fail, Action<Action> stopWith)
    {
        _output = output;
        _fail = fail;
        _stopWith = stopWith;
    }

    /// <summary><c>top</c>.</summary>
    public Command Top()
    {
        var top = new Command("top", "Watch a server that runs, as on its status page: q ends it, tab and arrows choose the table.");
        _options.AddTo(top);
        top.SetAction((parsed, _) => WithServer(parsed, (server, cancellation) => TopTerminal.RunAsync(server, _output, cancellation), 0));
        return top;
    }

    /// <summary><c>ctl</c> with all its commands.</summary>
    public Command Ctl()
    {
        var service = new Argument<string>("SERVICE") { Description = "The name of a service." };
        var ctl = new Command("ctl", "See and steer a server that runs; it needs actor-server.admin.listen.");
        _options.AddTo(ctl);
        ctl.Add(_json);
        var status = new Command("status", "Print how the server and its services fare.");
        status.SetAction((parsed, _) => WithServer(parsed, (server, cancellation) => Steer.StatusAsync(server, parsed.GetValue(_json), _output, cancellation)));
        ctl.Add(status);
        var nodes = new Command("nodes", "Print the nodes of the cluster as the server sees them.");
        nodes.SetAction((parsed, _) => WithServer(parsed, (server, cancellation) => Steer.NodesAsync(server, parsed.GetValue(_json), _output, cancellation)));
        ctl.Add(nodes);
        Add(ctl, "pause", "Keep a service's port open and serve nobody new.", parsed => ControlAction.Pause(parsed.GetRequiredValue(service)), service);
        Add(ctl, "resume", "Have a paused service serve again.", parsed => ControlAction.Resume(parsed.GetRequiredValue(service)), service);
        ctl.Add(Drain(service));
        AddClose(ctl);
        AddKill(ctl, service);
        ctl.Add(Set(service));
        ctl.Add(LogLevel());
        Add(ctl, "reload", "Have the server read its configuration again.", _ => ControlAction.Reload());
        Add(ctl, "upgrade", "Have the server hand over to a new executable.", _ => ControlAction.Upgrade());
        Add(ctl, "shutdown", "Stop the server as SIGTERM does: its clients may finish.", _ => ControlAction.Shutdown());
        return ctl;
    }

    private static Argument<string> Worker(ArgumentArity arity) => new("N") { Description = "The number of a worker.", Arity = arity };

    private static long Number(string text) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
        ? number
        : throw new ConfigurationError($"{QuotedText.WhenNeeded(text)} is no worker: it takes the number that status and records say, such as 7");

    private Command Drain(Argument<string> service)
    {
        var worker = Worker(ArgumentArity.ZeroOrOne);
        return Make("drain", "Close a service's port and let its clients finish; with N, have that worker end after its client.", DrainOf, service, worker);

        ControlAction DrainOf(ParseResult parsed) => parsed.GetValue(worker) is { } number
            ? ControlAction.DrainWorker(parsed.GetRequiredValue(service), Number(number))
            : ControlAction.Drain(parsed.GetRequiredValue(service));
    }

    private void AddClose(Command ctl)
    {
        var id = new Argument<string>("ID") { Description = "The id of a connection, such as c-42." };
        Add(ctl, "close", "Reset a client.", parsed => ControlAction.Close(parsed.GetRequiredValue(id)), id);
    }

    private void AddKill(Command ctl, Argument<string> service)
    {
        var worker = Worker(ArgumentArity.ExactlyOne);
        Add(ctl, "kill", "Kill a worker process.", parsed => ControlAction.Kill(parsed.GetRequiredValue(service), Number(parsed.GetRequiredValue(worker))), service, worker);
    }

    private Command Set(Argument<string> service)
    {
        var limits = new Argument<string[]>("KEY=VALUE") { Description = "A key of the block limits and its value, such as max-connections=500.", Arity = ArgumentArity.OneOrMore };
        return Make("set", "Set limits of a service until a reload or the next start.", parsed => ControlAction.Set(parsed.GetRequiredValue(service), [.. Once(parsed.GetRequiredValue(limits).Select(Limit))]), service, limits);

        static IEnumerable<(string Key, string Value)> Once(IEnumerable<(string Key, string Value)> limits) =>
            limits.GroupBy(limit => limit.Key).Select(same => same.Count() == 1 ? same.First() : throw new ConfigurationError($"{QuotedText.WhenNeeded(same.Key)} stands there twice: each key once"));

        static (string Key, string Value) Limit(string text) => text.Split('=', 2) is [{ Length: > 0 } key, { Length: > 0 } value]
            ? (key, value)
            : throw new ConfigurationError($"{QuotedText.WhenNeeded(text)} is not allowed: KEY=VALUE with a key of limits, such as max-connections=500");
    }

    private Command LogLevel()
    {
        var level = new Argument<string>("[CATEGORY=]LEVEL") { Description = $"{string.Join(", ", LogLevels.Names)}; a category such as ActorServer.Admin." };
        return Make("log-level", "Set the level of the log, or of one of its categories, until the next start.", parsed => LevelOf(parsed.GetRequiredValue(level)), level);

        static ControlAction LevelOf(string text)
        {
            var parts = text.Split('=', 2);
            if (!LogLevels.Names.Contains(parts[^1]) || parts is ["", _])
                throw new ConfigurationError($"{QuotedText.WhenNeeded(text)} is not allowed: {string.Join(", ", LogLevels.Names)}, or CATEGORY= and one of these{Nearest.Suggestion(parts[^1], LogLevels.Names)}");
            return ControlAction.LogLevel(parts.Length == 2 ? parts[0] : null, parts[^1]);
        }
    }

    private void Add(Command ctl, string name, string description, Func<ParseResult, ControlAction> action, params Argument[] arguments) =>
        ctl.Add(Make(name, description, action, arguments));

    private Command Make(string name, string description, Func<ParseResult, ControlAction> action, params Argument[] arguments)
    {
        var command = new Command(name, description);
        foreach (var argument in arguments)
            command.Add(argument);
        command.SetAction((parsed, _) =>
        {
            var wanted = action(parsed);
            return WithServer(parsed, (server, cancellation) => Steer.DoAsync(server, wanted, parsed.GetValue(_json), _output, cancellation));
        });
        return command;
    }

    private async Task<int> WithServer(ParseResult parsed, Func<AdminClient, CancellationToken, Task> act, int interrupted = 1)
    {
        // Not disposed of, as it holds nothing: a signal may still come while the process ends.
        var stop = new CancellationTokenSource();
        _stopWith(stop.Cancel);
        try
        {
            using var server = new AdminClient(_options.Target(parsed));
            await act(server, stop.Token).ConfigureAwait(false);
            return 0;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return interrupted;
        }
        catch (ControlError failed)
        {
            return _fail(failed.Message);
        }
    }
}
