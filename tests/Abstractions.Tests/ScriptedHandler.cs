using System.Text;
using Akka.Actor;
using Akka.IO;

namespace ActorServer.Abstractions.Tests;

/// <summary>Tells a probe each of its steps, and does what a test sends it as a function.</summary>
internal sealed class ScriptedHandler(IActorRef steps) : ActorHandler
{
    public bool ReadsOn { get; init; }

    public bool IsWritable => CanWrite;

    public ConnectionInfo Info => Connection;

    public Action<ScriptedHandler> WhenConnected { get; init; } = _ => { };

    public Action<ScriptedHandler> WhenReceived { get; init; } = _ => { };

    public Action<ScriptedHandler> WhenPeerClosed { get; init; } = _ => { };

    public Action<ScriptedHandler> WhenClosed { get; init; } = _ => { };

    protected override bool ReadsWhenFull => ReadsOn;

    public static Props Props(Func<ScriptedHandler> make) => Akka.Actor.Props.CreateBy(new Maker(make));

    public void Put(string text) => Write(Encoding.ASCII.GetBytes(text));

    public void Put(int count) => Write(new byte[count]);

    public void Put(byte[] bytes) => Write(ByteString.FromBytes(bytes));

    public void End() => Close();

    public void Break() => Abort();

    protected override void OnConnected()
    {
        steps.Tell("connected");
        WhenConnected(this);
    }

    protected override void OnReceived(ByteString data)
    {
        steps.Tell($"received {data.Count}");
        WhenReceived(this);
    }

    protected override void OnPeerClosed()
    {
        steps.Tell("peer-closed");
        WhenPeerClosed(this);
    }

    protected override void OnWritable() => steps.Tell("writable");

    protected override void OnDraining() => steps.Tell("draining");

    protected override void OnClosed(Tcp.ConnectionClosed how)
    {
        steps.Tell($"closed {how.GetType().Name}");
        WhenClosed(this);
    }

    protected override void OnMessage(object message)
    {
        if (message is Action<ScriptedHandler> action)
            action(this);
        else
            base.OnMessage(message);
    }

    protected override void PostRestart(Exception reason) => steps.Tell("restarted");

    protected override void PostStop() => steps.Tell("stopped");

    private sealed class Maker(Func<ScriptedHandler> make) : IIndirectActorProducer
    {
        public Type ActorType => typeof(ScriptedHandler);

        public ActorBase Produce() => make();

        public void Release(ActorBase actor)
        {
        }
    }
}
