using System.Runtime.CompilerServices;
using Akka.Tools.MatchHandler;

namespace ActorServer.RemoteWorker;

/// <summary>The handlers of one <see cref="Akka.Actor.ReceiveActor"/>'s behaviour, in the order in which they were given.</summary>
internal sealed class DirectMatch
{
    private readonly Case[] _cases;

    public DirectMatch(IReadOnlyList<TypeHandler> handlers) =>
        _cases = [.. from type in handlers from handler in type.Handlers select new Case(type.HandlesType, handler)];

    /// <summary>Whether all can be called with a plain reference, as an <c>Action&lt;int&gt;</c> cannot.</summary>
    public static bool Supports(IReadOnlyList<TypeHandler> handlers) =>
        handlers.All(type => !type.HandlesType.IsValueType || type.Handlers.All(handler => handler.HandlerFirstArgumentShouldBeBaseType));

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
    /// A handler's delegate takes the type that it was registered for. It is called as one that takes any object: between
    /// reference types the call is the same, and the message's type has been looked at.
    /// </summary>
    private readonly struct Case
    {
        private readonly Type? _type;
        private readonly HandlerKind _kind;
        private readonly object _handler;
        private readonly object? _predicate;

        public Case(Type type, PredicateAndHandler handler)
        {
            _type = type == typeof(object) ? null : type;
            _kind = handler.HandlerKind;
            _handler = handler.Arguments[0].Value;
            _predicate = _kind == HandlerKind.ActionWithPredicate ? handler.Arguments[1].Value : null;
        }

        public bool Handle(object message)
        {
            if (_type?.IsInstanceOfType(message) == false)
                return false;
            if (_kind == HandlerKind.Func)
                return Unsafe.As<Func<object, bool>>(_handler)(message);
            if (_predicate != null && !Unsafe.As<Predicate<object>>(_predicate)(message))
                return false;
            Unsafe.As<Action<object>>(_handler)(message);
            return true;
        }
    }
}
