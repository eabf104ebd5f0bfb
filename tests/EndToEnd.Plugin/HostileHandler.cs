using System.Globalization;
using System.Text;
using Akka.Actor;
using Akka.Dispatch.SysMsg;
using Akka.IO;
using Akka.Remote;

namespace ActorServer.EndToEnd.Plugin;

/// <summary>
/// Code that has been taken over: it uses what a worker process has to get at the server and what the server can reach. A line
/// from the client says how.
/// </summary>
public sealed class HostileHandler : ActorHandler
{
    /// <inheritdoc/>
    protected override void OnReceived(ByteString data)
    {
        var words = data.ToString(Encoding.ASCII).Trim().Split(' ');
        switch (words[0])
        {
            case "garbage":
                // On a thread of its own: a socket that is read no further holds it up.
                Task.Factory.StartNew(SendGarbage, TaskCreationOptions.LongRunning);
                break;
            case "watches":
                SendWatches();
                break;
            case "failures":
                SendFailures();
                break;
            case "connect":
                Write(ByteString.FromString($"{WorkerSockets.Connect(int.Parse(words[1], CultureInfo.InvariantCulture))}\n"));
                break;
            case "see":
                Write(ByteString.FromString($"{Path.Exists(words[1])}\n"));
                break;
            case "write":
                Write(ByteString.FromString($"{MayWrite(words[1])}\n"));
                break;
            default:
                Write(data);
                break;
        }
    }

    private static bool MayWrite(string path)
    {
        try
        {
            File.WriteAllText(path, "");
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }

    // As frames of Akka.Remote, of the right length and of nonsense, on whatever this process speaks to the server with.
    private static void SendGarbage()
    {
        byte[] frame = [0, 0, 0, 3, 0xff, 0xff, 0xff];
        while (WorkerSockets.SendToServer(frame))
        {
        }
    }

    // The server's actor above the handlers is made to remember one watcher after the other.
    private static void SendWatches()
    {
        var (provider, server) = Server();
        // The reference itself would have one actor watch for all.
        for (var count = 0; count < 1_000; count++)
            provider.Transport.Send(new Watch(server, (IInternalActorRef)Context.ActorOf(Props.Create<Watcher>())), ActorRefs.NoSender, server);
    }

    // The server's actor above the handlers hears again and again that they have failed.
    private static void SendFailures()
    {
        var (provider, server) = Server();
        var failure = new InvalidOperationException("\u001b[2J\nclosed: forged " + new string('x', 8_000));
        for (var count = 0; count < 1_000; count++)
            provider.Transport.Send(new Failed(Context.Parent, failure, Context.Parent.Path.Uid), ActorRefs.NoSender, server);
    }

    private static (IRemoteActorRefProvider Provider, RemoteActorRef Server) Server()
    {
        // …/remote/akka.unix/SYSTEM@HOST/user/…/worker-1/handlers
        var path = Context.Parent.Path.Elements.SkipWhile(element => element != "remote").ToArray();
        var provider = (IRemoteActorRefProvider)((ExtendedActorSystem)Context.System).Provider;
        return (provider, (RemoteActorRef)provider.ResolveActorRef($"{path[1]}://{string.Join('/', path[2..^1])}"));
    }

    private sealed class Watcher : UntypedActor
    {
        protected override void OnReceive(object message)
        {
        }
    }
}
