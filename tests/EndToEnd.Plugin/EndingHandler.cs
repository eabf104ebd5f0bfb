using System.Text;
using Akka.Actor;
using Akka.IO;

namespace ActorServer.EndToEnd.Plugin;

/// <summary>
/// Ends an actor of its own process, as a fault in it would: a line <c>fail PATH</c> has it fail, <c>stop PATH</c> stops it.
/// Answers <c>ended</c> when it has. Anything else is echoed.
/// </summary>
public sealed class EndingHandler : ActorHandler
{
    /// <inheritdoc/>
    protected override void OnReceived(ByteString data)
    {
        ArgumentNullException.ThrowIfNull(data);
        switch (data.ToString(Encoding.ASCII).TrimEnd('\n').Split(' '))
        {
            case ["fail", var path]:
                End(path, Kill.Instance);
                break;
            case ["stop", var path]:
                End(path, PoisonPill.Instance);
                break;
            default:
                Write(data);
                break;
        }
    }

    /// <inheritdoc/>
    protected override void OnMessage(object message)
    {
        switch (message)
        {
            case Found { Actor: var actor, How: var how }:
                Context.Watch(actor);
                actor.Tell(how);
                break;
            case Terminated:
                Write("ended\n"u8);
                break;
            case Status.Failure failure:
                Write(Encoding.ASCII.GetBytes($"{failure.Cause.Message.ReplaceLineEndings(" ")}\n"));
                break;
        }
    }

    private void End(string path, object how) =>
        Context.ActorSelection(path).ResolveOne(TimeSpan.FromSeconds(10)).PipeTo(Self, success: actor => new Found(actor, how));

    private sealed record Found(IActorRef Actor, object How) : INoSerializationVerificationNeeded;
}
