using System.CommandLine;
using System.Globalization;
using ActorServer.Server.Configuration;
using ActorServer.Server.Settings;

namespace ActorServer.Server.CommandLine;

/// <summary>The options that say how to serve, and the configuration layers that they make. Of an option given twice the last counts.</summary>
internal sealed class ServerOptions
{
    private readonly Option<string[]> _profile = Repeatable("--profile", "NAME|FILE", $"A profile from hocon/ by name, or a HOCON file by path. Default: {Profiles.Default}.");
    private readonly Option<string[]> _handler = Repeatable("--handler", "NAME|TYPE", "The handler of the service named default.");
    private readonly Option<string[]> _host = Repeatable("--host", "H", "The address that the service named default listens on.");
    private readonly Option<string[]> _port = Repeatable("--port", "P", "The port of the service named default; 0 lets the system choose.");
    private readonly Option<string[]> _set = Repeatable("--set", "KEY=VALUE", "Sets any key, by its full path. May be repeated.");

    public void AddTo(Command command)
    {
        command.Add(_profile);
        command.Add(_handler);
        command.Add(_host);
        command.Add(_port);
        command.Add(_set);
    }

    /// <summary>The profile, and what overrides it: the command line, then the environment; strongest first.</summary>
    public (ConfigLayer Profile, IReadOnlyList<ConfigLayer> Overrides) Layers(ParseResult parsed)
    {
        var profile = Profiles.Read(Last(parsed, _profile) ?? Profiles.Default);
        var sets = (parsed.GetValue(_set) ?? []).Select(Set).Reverse();
        var shortcuts = new[]
        {
            Shortcut(parsed, _handler, "handler.type"),
            Shortcut(parsed, _host, "listen.host"),
            PortShortcut(parsed),
        }.OfType<ConfigLayer>();
        var environment = EnvironmentLayers.Read(Environment.GetEnvironmentVariables()).Reverse();
        return (profile, [.. sets, .. shortcuts, .. environment]);
    }

    private static Option<string[]> Repeatable(string name, string value, string description) => new(name)
    {
        HelpName = value,
        Description = description,
        Arity = ArgumentArity.OneOrMore,
        AllowMultipleArgumentsPerToken = false,
    };

    private static string? Last(ParseResult parsed, Option<string[]> option) => parsed.GetValue(option) is [.., var last] ? last : null;

    private static ConfigLayer? Shortcut(ParseResult parsed, Option<string[]> option, string key) =>
        Last(parsed, option) is { } value ? ConfigLayer.Of($"{option.Name} {value}", $"actor-server.services.default.{key}", value) : null;

    private ConfigLayer? PortShortcut(ParseResult parsed)
    {
        if (Last(parsed, _port) is { } text && !(int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port <= 65535))
            throw new ConfigurationError($"--port {text} is not allowed: a whole number from 0 to 65535");
        return Shortcut(parsed, _port, "listen.port");
    }

    private static ConfigLayer Set(string assignment)
    {
        var parts = assignment.Split('=', 2);
        return parts.Length == 2 && parts[0].Trim().Length > 0
            ? ConfigLayer.Of($"--set {assignment}", parts[0].Trim(), parts[1])
            : throw new ConfigurationError($"--set {assignment} is not allowed: KEY=VALUE with the full path of the key, such as actor-server.services.default.isolation=process");
    }
}
