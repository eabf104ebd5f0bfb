namespace ActorServer.EndToEnd.Tests.Harness;

/// <summary>What became of a server that was run to its end.</summary>
internal sealed record ServerRun(int ExitCode, IReadOnlyList<string> Output, IReadOnlyList<string> Errors)
{
    /// <summary>Runs the server until it ends by itself.</summary>
    public static async Task<ServerRun> ToEndAsync(TimeSpan deadline, string[] arguments, params (string Name, string Value)[] environment)
    {
        using var temporary = new TemporaryDirectory();
        await using var server = ServerProcess.Spawn(arguments, temporary, environment);
        var exitCode = await server.WaitForExitAsync(deadline);
        Assert.Empty(temporary.Processes);
        return new ServerRun(exitCode, server.Output.All, server.Errors.All);
    }

    public override string ToString() => $"exit code {ExitCode}\nstdout:\n{string.Join('\n', Output)}\nstderr:\n{string.Join('\n', Errors)}";
}
