using System.CommandLine;
using ActorServer.Server.Configuration;
using ActorServer.Server.Output;
using ActorServer.Server.Settings;

namespace ActorServer.Server.CommandLine;

/// <summary>The command line: what is to be done, with which settings. Errors are one line and exit code 2.</summary>
internal sealed class Cli
{
    private const int Ok = 0;
    private const int CannotRun = 1;
    private const int WrongUsage = 2;

    private static readonly string[] OtherThanServing = ["check", "list", "ctl", "top", "cluster", "completion", "--help", "--version"];

    private readonly ServerOptions _options = new();
    private readonly RootCommand _root;
    private readonly Func<ServerSettings, CancellationToken, Task<int>> _serve;
    private readonly TextWriter _output;
    private readonly Action<string> _sayError;

    /// <param name="serve">Serves, and returns the exit code.</param>
    /// <param name="output">Takes what a command prints, and throws an <see cref="IOException"/> that says what it is and why it cannot.</param>
    /// <param name="sayError">Says what is wrong, in a line; it does not wait.</param>
    public Cli(Func<ServerSettings, CancellationToken, Task<int>> serve, TextWriter output, Action<string> sayError)
    {
        _serve = serve;
        _output = output;
        _sayError = sayError;
        _root = new RootCommand("A TCP server that gives every client its own handler, and lets you choose how far clients are kept apart.");
        // Nothing is read from files or suggested to shells behind the user's back.
        _root.Directives.Clear();
        _options.AddTo(_root);
        _root.SetAction(Run);

        var run = new Command("run", "Serve until a signal (the default).");
        _options.AddTo(run);
        run.SetAction(Run);
        var check = new Command("check", "Validate the configuration, print what it amounts to, then a line that says ok; start nothing.");
        _options.AddTo(check);
        check.SetAction(CheckAsync);
        var list = new Command("list", "List the profiles and handlers.");
        list.SetAction(_ => List());
        _root.Add(run);
        _root.Add(check);
        _root.Add(list);
    }

    /// <summary>What comes before anything is started; it returns what stands in the way, or need not return.</summary>
    public Func<ServerSettings, string?> Prepare { get; init; } = _ => null;

    /// <summary>Tells what would stand in the way of a start; null for nothing.</summary>
    public Func<ServerSettings, string?> Obstacle { get; init; } = _ => null;

    /// <summary>Tells what may not be meant so, a line each.</summary>
    public Func<ServerSettings, IEnumerable<string>> Warnings { get; init; } = _ => [];

    /// <summary>Is told, by a command that is no server, what a signal is to do that means the end.</summary>
    public Action<Action> StopWith { get; init; } = _ => { };

    /// <summary>
    /// Whether the arguments are those of a server, as far as it can be told before they are parsed. In doubt they are not: a server that is
    /// stopped early and says that it was not done does less harm than a check that says it was.
    /// </summary>
    public static bool IsToServe(string[] args) => args is [] or ["run", ..] || (args[0].StartsWith("--", StringComparison.Ordinal) && !args.Any(OtherThanServing.Contains));

    /// <summary>Does what the arguments say and returns the exit code.</summary>
    public async Task<int> RunAsync(string[] args)
    {
        if (OperatingSystem.IsWindows())
            return Fail(CannotRun, "Windows is not supported; run on Linux or macOS");
        try
        {
            return await InvokeAsync(args).ConfigureAwait(false);
        }
        catch (ConfigurationError error)
        {
            return Fail(WrongUsage, error.Message);
        }
        catch (IOException unwritten)
        {
            return Fail(CannotRun, unwritten.Message);
        }
    }

    private int Fail(int code, string message)
    {
        _sayError($"actor-server: {message}");
        return code;
    }

    // Making them takes milliseconds, by which a server would start later.
    private static bool IsForServerAlone(string[] args) =>
        args is [] or ["run" or "check" or "list", ..] || (args[0].StartsWith("--", StringComparison.Ordinal) && args[0] is not "--help" and not "--version");

    private void AddControl()
    {
        var control = new ControlCommands(_output, why => Fail(CannotRun, why), stop => StopWith(stop));
        _root.Add(control.Ctl());
        _root.Add(control.Top());
        _root.Add(new ClusterCommands(_output).Cluster());
        _root.Add(Completion());
    }

    private async Task<int> InvokeAsync(string[] args)
    {
        if (!IsForServerAlone(args))
            AddControl();
        var parsed = _root.Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });
        // What is not understood says more than what is then missing.
        var error = parsed.Errors.FirstOrDefault(one => parsed.UnmatchedTokens.Any(token => one.Message.Contains(token, StringComparison.Ordinal))) ?? (parsed.Errors is [var first, ..] ? first : null);
        if (error is not null)
            return Fail(WrongUsage, $"{error.Message.ReplaceLineEndings(" ").TrimEnd('.')}; see actor-server --help");
        var invocation = new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null, Output = _output };
        return await parsed.InvokeAsync(invocation).ConfigureAwait(false);
    }

    private Task<int> Run(ParseResult parsed, CancellationToken cancellation)
    {
        ServerSettings settings;
        string? obstacle;
        try
        {
            var (profile, overrides) = _options.Layers(parsed);
            settings = SettingsParser.Parse(profile, overrides);
            obstacle = Prepare(settings);
        }
        finally
        {
            // Also where something is wrong, as this may be why. Not where the program has run anew: then it is said there.
            SayWhatIsNotRead();
        }

        return obstacle is null ? _serve(settings, cancellation) : Task.FromResult(Fail(CannotRun, obstacle));
    }

    private async Task<int> CheckAsync(ParseResult parsed, CancellationToken cancellation)
    {
        SayWhatIsNotRead();
        var (profile, overrides) = _options.Layers(parsed);
        var settings = SettingsParser.Parse(profile, overrides);
        foreach (var warning in Warnings(settings))
            _sayError($"actor-server: warning: {warning}");
        if (Obstacle(settings) is { } obstacle)
            return Fail(CannotRun, obstacle);
        if (await ListenCheck.FirstErrorAsync(settings.Services, cancellation).ConfigureAwait(false) is { } error)
            return Fail(CannotRun, error);
        _output.Write(SettingsParser.Render(profile, overrides));
        _output.WriteLine("ok");
        return Ok;
    }

    private void SayWhatIsNotRead()
    {
        foreach (var line in EnvironmentLayers.Misspelt(Environment.GetEnvironmentVariables()))
            _sayError($"actor-server: {line}");
    }

    private Command Completion()
    {
        var shell = new Argument<string>("SHELL") { Description = $"{string.Join(" or ", Completions.Shells)}." };
        shell.AcceptOnlyFromAmong([.. Completions.Shells]);
        var completion = new Command("completion", "Print a script that completes this command line in a shell.") { shell };
        completion.SetAction(parsed =>
        {
            var values = new Dictionary<string, IReadOnlyList<string>>
            {
                ["--profile"] = Profiles.Names,
                ["--handler"] = [.. HandlerCatalogue.All.Select(handler => handler.Name)],
                ["/ctl/log-level"] = LogLevels.Names,
                ["/completion"] = Completions.Shells,
            };
            _output.Write(new Completions(_root) { Values = values }.For(parsed.GetRequiredValue(shell)));
            return Ok;
        });
        return completion;
    }

    private int List()
    {
        _output.WriteLine("profiles:");
        foreach (var (name, summary) in Profiles.All)
            _output.WriteLine($"  {name,-12} {summary}");
        _output.WriteLine("handlers:");
        foreach (var (name, _, summary) in HandlerCatalogue.All)
            _output.WriteLine($"  {name,-12} {summary}");
        return Ok;
    }
}
