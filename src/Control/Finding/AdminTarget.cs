namespace ActorServer.Control.Finding;

/// <summary>Which server is spoken to, and with which token.</summary>
/// <param name="Address">Where it is.</param>
/// <param name="Token">Shown with each request; null for none.</param>
/// <param name="TokenFile">Where the token is from.</param>
internal sealed record AdminTarget(AdminAddress Address, string? Token, string? TokenFile)
{
    /// <summary>The variable for <c>--admin</c>.</summary>
    public const string AddressVariable = "ACTOR_SERVER_ADMIN";

    /// <summary>The variable for <c>--token-file</c>.</summary>
    public const string TokenFileVariable = "ACTOR_SERVER_ADMIN_TOKEN_FILE";

    /// <summary>The one that is named, or else the only one that runs under this user.</summary>
    /// <param name="address">As it was given; null where it was not.</param>
    /// <param name="tokenFile">Likewise.</param>
    /// <param name="directories">Where servers leave word.</param>
    /// <exception cref="ControlError">There is none, or more than one, or its token cannot be read.</exception>
    public static AdminTarget Choose(string? address, string? tokenFile, IReadOnlyList<RuntimeDirectory> directories)
    {
        if (address is null)
        {
            var server = OnlyOne(directories);
            var found = AdminAddress.Parse(server.Address) ?? throw new ControlError($"the server with pid {server.Pid} has left the address {server.Address}, which is none; name it by --admin ADDRESS");
            return At(found, tokenFile ?? (server.TokenFile.Length > 0 ? server.TokenFile : null));
        }

        return At(AdminAddress.Parse(address) ?? throw new ControlError($"{address} is no address: {AdminAddress.Allowed}"), tokenFile);
    }

    private static AdminTarget At(AdminAddress address, string? tokenFile) => new(address, tokenFile is null ? null : ReadToken(tokenFile), tokenFile);

    private static RunningServer OnlyOne(IReadOnlyList<RuntimeDirectory> directories)
    {
        var servers = new List<RunningServer>();
        var trouble = new List<string>();
        foreach (var directory in directories)
        {
            try
            {
                servers.AddRange(directory.Find());
            }
            catch (IOException unread)
            {
                trouble.Add(unread.Message);
            }
        }

        return servers.Count switch
        {
            1 => servers[0],
            0 => throw new ControlError($"no server with actor-server.admin.listen runs under this user{string.Concat(trouble.Select(text => $" ({text})"))}; start one, or name one by --admin ADDRESS"),
            _ => throw new ControlError($"several servers run under this user: {string.Join(", ", servers.Select(server => $"{server.Address} (pid {server.Pid})"))}; choose one by --admin ADDRESS"),
        };
    }

    private static string ReadToken(string file)
    {
        try
        {
            var token = File.ReadAllText(file).TrimEnd('\r', '\n');
            if (token.Length > 0 && token.All(letter => letter is > ' ' and < '\x7f'))
                return token;
            throw new ControlError($"{file} holds no token: one line of ASCII without spaces");
        }
        catch (Exception unread) when (unread is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new ControlError($"the token cannot be read: {unread.Message}");
        }
    }
}
