using System.Text;
using ActorServer;
using Akka.Actor;
using Akka.IO;

namespace AkkaInside;

/// <summary>
/// Told the name of something that Akka offers to actors, it tries it, and answers with "works" or why not. <c>all</c> names them.
/// </summary>
internal sealed class FacilityHandler : ActorHandler
{
    protected override void OnReceived(ByteString data)
    {
        var name = data.ToString(Encoding.UTF8).TrimEnd('\n');
        if (name == "all")
            Write(Encoding.UTF8.GetBytes(string.Join(' ', Facilities.All.Keys) + "\n"));
        else
            TryAsync(Facilities.All[name], Context.System).PipeTo(Self);
    }

    protected override void OnMessage(object message) => Write(Encoding.UTF8.GetBytes($"{message}\n"));

    private static async Task<string> TryAsync(Func<ActorSystem, Task> facility, ActorSystem system)
    {
        try
        {
            await facility(system).WaitAsync(TimeSpan.FromSeconds(10));
            return "works";
        }
        catch (Exception failure)
        {
            return failure.ToString().ReplaceLineEndings(" ");
        }
    }
}
