using ActorServer.Server.Settings;

namespace ActorServer.Server.Hosting;

/// <summary>
/// The process in which a server runs, as far as the server has a say in it. As it stands here the process is the server's own, and
/// what concerns all of it may be done; an application that embeds the server has only its actor system done for it.
/// </summary>
internal sealed record HostingProcess
{
    /// <summary>Whether what concerns the whole process is the server's to decide.</summary>
    public bool IsServers { get; init; } = true;

    /// <summary>Takes the listening lines, and the lines that the handlers of workers print; it does not wait.</summary>
    public Action<string> Print { get; init; } = ServerOutput.WriteLine;

    /// <summary>What may not be meant so: lines for the log.</summary>
    public Func<ServerSettings, IEnumerable<string>> Warnings { get; init; } = ServerHost.Warnings;
}
