using Akka.Actor;
using Akka.Event;
using Akka.TestKit.Xunit2;

namespace ActorServer.RemoteWorker.Tests;

[Collection(OneStandardError.Name)]
public sealed class WorkerLogTests() : TestKit("akka.loggers = []")
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    [Fact]
    public void What_a_handler_logs_is_a_line_on_standard_error_and_what_remoting_says_is_not()
    {
        var before = Console.Error;
        using var written = new StringWriter();
        Console.SetError(TextWriter.Synchronized(written));
        WorkerLog.Attach(Sys.ActorOf<WorkerLog>(), Sys.EventStream);
        try
        {
            Sys.EventStream.Publish(new Debug("akka://worker/user/handler", typeof(IActorRef), "nor a detail"));
            Publish("remoting", "not this");
            Publish("akka://worker/system/endpointManager", "nor this");
            Publish("akka://worker/user/handler", "but this");
            AwaitCondition(() => written.ToString().Contains("but this", StringComparison.Ordinal), Patience);
        }
        finally
        {
            Console.SetError(before);
        }

        Assert.Equal("WarningLevel akka://worker/user/handler but this\n", written.ToString());
    }

    private void Publish(string source, string text) => Sys.EventStream.Publish(new Warning(source, typeof(IActorRef), text));
}
