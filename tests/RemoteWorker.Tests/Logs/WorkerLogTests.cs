using ActorServer.Protocol.Logs;
using ActorServer.RemoteWorker.Logs;
using Akka.Actor;
using Akka.Event;
using Akka.TestKit.Xunit2;

namespace ActorServer.RemoteWorker.Tests.Logs;

public sealed class WorkerLogTests() : TestKit("akka.loggers = []")
{
    private const int Debug = 1;
    private const int Warning = 3;

    [Fact]
    public void What_a_handler_logs_through_Akka_is_sent_with_its_level_and_what_remoting_says_is_not()
    {
        Attach(Warning);
        Sys.EventStream.Publish(new Info("akka://worker/user/handler", typeof(IActorRef), "nor a detail"));
        Publish("remoting", "not this");
        Publish("akka://worker/system/endpointManager", "nor this");
        Publish("[akka://worker/remote/x/handlers/c-7#42]", "but this");

        Assert.Equal(new LogEntry(Warning, typeof(IActorRef).FullName!, 0, "but this") { Connection = "c-7" }, ExpectMsg<LogEntry>());
    }

    [Fact]
    public void Details_are_sent_where_somebody_reads_them()
    {
        Attach(Debug);
        Sys.EventStream.Publish(new Debug("akka://worker/user/handler", typeof(IActorRef), "a detail"));
        Assert.Equal("a detail", FishForMessage<LogEntry>(entry => entry.Level == Debug && entry.Connection == "handler").Message);
    }

    [Fact]
    public void An_exception_goes_along_as_text()
    {
        Attach(Warning);
        Sys.EventStream.Publish(new Error(new InvalidDataException("torn"), "akka://worker/user/handler", typeof(IActorRef), "failed"));
        Assert.Equal("System.IO.InvalidDataException: torn", ExpectMsg<LogEntry>().Exception);
    }

    private void Attach(int least) => WorkerLog.Attach(Sys.ActorOf(WorkerLog.Props(entry => TestActor.Tell(entry))), Sys.EventStream, least);

    private void Publish(string source, string text) => Sys.EventStream.Publish(new Warning(source, typeof(IActorRef), text));
}
