using System.CommandLine;
using ActorServer.Control;
using ActorServer.Control.Finding;
using ActorServer.Server.Configuration;

namespace ActorServer.Server.CommandLine;

/// <summary>The options that say which server a command speaks to; without them the environment says it, or there is only one.</summary>
internal sealed class AdminOptions
{
    private readonly Option<string> _admin = new("--admin")
    {
        HelpName = "ADDRESS",
        Description = $"Where the server's admin application listens: 127.0.0.1:7789 or unix:PATH. Default: {AdminTarget.AddressVariable}, or the only server that runs under this user.",
        Recursive = true,
    };

    private readonly Option<string> _tokenFile = new("--token-file")
    {
        HelpName = "F",
        Description = $"A file with the token to show. Default: {AdminTarget.TokenFileVariable}, or what the server that was found says.",
        Recursive = true,
    };

    public void AddTo(Command command)
    {
        command.Add(_admin);
        command.Add(_tokenFile);
    }

    /// <summary>The server that is meant.</summary>
    /// <exception cref="ConfigurationError">What was given is no address, or names no file.</exception>
    /// <exception cref="ControlError">There is no such server.</exception>
    public AdminTarget Target(ParseResult parsed)
    {
        var address = parsed.GetValue(_admin) ?? Variable(AdminTarget.AddressVariable);
        if (address is not null && AdminAddress.Parse(address) is null)
            throw new ConfigurationError($"{(parsed.GetValue(_admin) is null ? AdminTarget.AddressVariable + '=' : "--admin ")}{address} is not allowed: {AdminAddress.Allowed}");
        if (parsed.GetValue(_tokenFile) is "")
            throw new ConfigurationError("--token-file is empty, which is not allowed: the path of a file with the token; leave the option out to show none");
        return AdminTarget.Choose(address, parsed.GetValue(_tokenFile) ?? Variable(AdminTarget.TokenFileVariable), RuntimeDirectory.All());
    }

    private static string? Variable(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;
}
