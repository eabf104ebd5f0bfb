using ActorServer.Serving.Loading;
using Akka.Actor;
using Akka.Configuration;

namespace ActorServer.Server.Tests.Isolation;

public abstract class LocalBackendContract(string block, Func<BackendContext, IsolationBackend> make) : BackendContract(Dispatchers)
{
    private static readonly Config Dispatchers = ConfigurationFactory.ParseString(
        """
        test-event-dispatcher {
          type = Dispatcher
          executor = fork-join-executor
          fork-join-executor {
            parallelism-min = 2
            parallelism-factor = 1.0
            parallelism-max = 2
          }
        }
        """);

    private protected override Props BackendFor(HandlerSpec handler)
    {
        var context = TestBackends.Context("test", block, handler.Here);
        return Props.CreateBy(new BackendProducer(() => make(context)));
    }

    private sealed class BackendProducer(Func<IsolationBackend> make) : IIndirectActorProducer
    {
        public Type ActorType => typeof(IsolationBackend);

        public ActorBase Produce() => make();

        public void Release(ActorBase actor)
        {
        }
    }
}
