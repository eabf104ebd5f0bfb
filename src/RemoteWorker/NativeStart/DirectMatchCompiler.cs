using System.Runtime.CompilerServices;
using Akka.Tools.MatchHandler;

[assembly: IgnoresAccessChecksTo("Akka")]

namespace ActorServer.RemoteWorker.NativeStart;

/// <summary>
/// Chooses a <see cref="Akka.Actor.ReceiveActor"/>'s handler for a message by going through them. Akka compiles an expression
/// tree for it, which code that is compiled ahead can only interpret. What is handled, by whom and in which order is the same.
/// </summary>
/// <remarks>
/// Without it a start costs 46 % more processor time, and messages that are values (<c>Receive&lt;long&gt;</c>) fail in a native worker.
/// Breaks when Akka changes its namespace Akka.Tools.MatchHandler: then this does not compile.
/// </remarks>
internal sealed class DirectMatchCompiler()
    : CachedMatchCompiler<object>(new MatchExpressionBuilder<object>(), new PartialActionBuilder(), new LambdaExpressionCompiler()),
        IMatchCompiler<object>
{
    /// <summary>
    /// From now on it serves all actors. To be called in a natively compiled program alone, before the first actor: where
    /// code is compiled while it runs, what has been compiled may have the field's value in it.
    /// </summary>
    public static void Install() => Unsafe.AsRef(in Instance) = new DirectMatchCompiler();

    PartialAction<object> IMatchCompiler<object>.Compile(
        IReadOnlyList<TypeHandler> handlers, IReadOnlyList<Argument> capturedArguments, MatchBuilderSignature signature) =>
        new DirectMatch(handlers).Handle;
}
