using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;
using Akka.Tools.MatchHandler;
using MatchKind = Akka.Tools.MatchHandler.HandlerKind;

namespace ActorServer.RemoteWorker.NativeStart;

/// <summary>The handlers of one <see cref="Akka.Actor.ReceiveActor"/>'s behaviour, in the order in which they were given.</summary>
internal sealed class DirectMatch
{
    private readonly Case[] _cases;

    public DirectMatch(IReadOnlyList<TypeHandler> handlers) =>
        _cases = [.. from type in handlers from handler in type.Handlers select new Case(type.HandlesType, handler)];

    /// <summary>Whether a handler took the message.</summary>
    public bool Handle(object message)
    {
        foreach (var each in _cases)
        {
            if (each.Handle(message))
                return true;
        }

        return false;
    }

    /// <summary>
    /// A handler's delegate takes the type that it was registered for. If that is a reference type it is called as one that
    /// takes any object: the call is the same, and the message's type has been looked at. A value must be unboxed for it.
    /// </summary>
    private readonly struct Case
    {
        private readonly Type? _type;
        private readonly MatchKind _kind;
        private readonly bool _unboxes;
        private readonly object _handler;
        private readonly object? _predicate;

        public Case(Type type, PredicateAndHandler handler)
        {
            _type = type == typeof(object) ? null : type;
            _kind = handler.HandlerKind;
            _unboxes = type.IsValueType && !handler.HandlerFirstArgumentShouldBeBaseType;
            _handler = handler.Arguments[0].Value;
            _predicate = _kind == MatchKind.ActionWithPredicate ? handler.Arguments[1].Value : null;
        }

        public bool Handle(object message)
        {
            if (_type?.IsInstanceOfType(message) == false)
                return false;
            if (_kind == MatchKind.Func)
                return Ask(_handler, message);
            if (_predicate != null && !Ask(_predicate, message))
                return false;
            if (_unboxes)
                Call(_handler, message);
            else
                Unsafe.As<Action<object>>(_handler)(message);
            return true;
        }

        // A Predicate and a Func that says yes or no are called alike too.
        private bool Ask(object question, object message) =>
            _unboxes ? (bool)Call(question, message)! : Unsafe.As<Func<object, bool>>(question)(message);

        private static object? Call(object handler, object message)
        {
            try
            {
                return ((Delegate)handler).DynamicInvoke(message);
            }
            catch (TargetInvocationException failed) when (failed.InnerException != null)
            {
                ExceptionDispatchInfo.Throw(failed.InnerException);
                throw;
            }
        }
    }
}
