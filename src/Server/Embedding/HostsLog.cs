using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace ActorServer.Server.Embedding;

/// <summary>
/// The application's log for one of its servers, whose name stands behind the first word of its categories: <c>ActorServer.inner</c>. It is the
/// application's, and so not disposed here.
/// </summary>
internal sealed class HostsLog(ILoggerFactory hosts, string server) : ILoggerFactory
{
    private const string Ours = "ActorServer";

    // What it says of a start that failed, the application's own host says too.
    private const string InnerHost = "Microsoft.Extensions.Hosting";

    public ILogger CreateLogger(string categoryName) =>
        categoryName.StartsWith(InnerHost, StringComparison.Ordinal) ? NullLogger.Instance : new HostsLogger(hosts.CreateLogger(Named(categoryName)));

    public void AddProvider(ILoggerProvider provider) => hosts.AddProvider(provider);

    public void Dispose()
    {
    }

    private string Named(string category) => server.Length > 0 && category.Split('.')[0] == Ours ? $"{Ours}.{server}{category[Ours.Length..]}" : category;
}
